"""The Chinese term of every value that is stored or shown by name (domain.md §3, §4.8, §6)."""

from enum import StrEnum

from domain.approval.case_state import Phase
from domain.approval.events import Approver, Proposal, SpecialProcedure
from domain.approval.stages import Stage
from domain.commitment.commitment_state import CommitmentPhase
from domain.monitoring.findings import Party, Severity
from domain.registry.events import FlowProfile, Function, PushPriority
from domain.shared.act import Channel, EntryMode, Role
from domain.shared.subject import SubjectKind
from domain.supervision.events import Finding, PushReason, SupervisionMode
from domain.supervision.task_state import TaskPhase

Terms = dict[StrEnum, str]


def _terms(kind: type[StrEnum], text: str) -> Terms:
    """Members of `kind` in their order, with the words of `text` in the same order."""
    return dict(zip(kind, text.split(), strict=True))


SEVERITIES = _terms(Severity, "提示 预警 黄牌 红牌 线索")
PARTIES = _terms(Party, "经办人 制证人员 科室负责人 审批局 效能机构 纪检监察机构 监管联络员 申请人")

TERMS: tuple[tuple[str, Terms], ...] = (
    (
        "岗位角色",
        _terms(
            Role,
            "申请人 代办员 窗口人员 审查人员 踏勘人员 首席代表 制证人员 信息联络员 监管人员 "
            "执法人员 审查员 观察员 效能监察员 纪检监察人员 编办裁定人员 领导 系统管理员 系统 "
            "来源系统",
        ),
    ),
    ("职责环节", _terms(Function, "受理 审查 踏勘 决定 制证 监管 综合执法")),
    ("办理流程", _terms(FlowProfile, "五分设 两级模式")),
    ("环节", _terms(Stage, "受理 审查 踏勘 批准 制证")),
    ("录入方式", _terms(EntryMode, "本系统办理 系统导入 事后补录")),
    ("办理渠道", _terms(Channel, "窗口 网上 移动端 自助终端 系统 系统上报")),
    ("相对人类别", _terms(SubjectKind, "自然人 组织")),
    ("特别程序", _terms(SpecialProcedure, "听证 招标 拍卖 检验 检测 检疫 鉴定 专家评审")),
    ("延期批准人", _terms(Approver, "本机关负责人 本级人民政府负责人")),
    ("审查意见", _terms(Proposal, "建议准予 建议不予")),
    ("推送缓急", _terms(PushPriority, "急件 一般 缓件")),
    ("推送事由", _terms(PushReason, "准予许可 不予许可 告知承诺 移交监管")),
    ("监管方式", _terms(SupervisionMode, "专项检查 双随机 非现场 信用监管")),
    ("监管结果", _terms(Finding, "符合 不符合")),
    (
        "办件状态",
        _terms(
            Phase,
            "未申报 已申报 已收件 补正中 已受理 审查中 特别程序中 待决定 已决定 已制证 已办结",
        ),
    ),
    (
        "任务状态",
        _terms(TaskPhase, "未推送 已推送 已签收 已认领 待转派 已列入计划 已有结果 已反馈 已办结"),
    ),
    (
        "承诺状态",
        _terms(
            CommitmentPhase,
            "未告知 已告知 已承诺 已生效 整改中 已履诺 整改后履诺 违诺 已终止",
        ),
    ),
    ("规则等级", SEVERITIES),
    ("通知对象", PARTIES),
)
