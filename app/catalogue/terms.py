"""The Chinese term of every value that is stored or shown by name (domain.md §3, §4.8, §6)."""

from enum import StrEnum

from domain.approval.case_state import Phase
from domain.approval.document_events import DocumentKind
from domain.approval.events import Approver, CasePurpose, Proposal
from domain.approval.pre_approval import Hindrance
from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.approval.stages import Stage
from domain.approval.survey_events import MergeGround
from domain.approval.survey_state import Attendance, SurveyPhase
from domain.commitment.commitment_state import CommitmentPhase
from domain.consultation.events import ConsultationKind, Level, Silence
from domain.consultation.rhythm_events import AgendaTopic, MeetingKind
from domain.delivery.batch_events import SmsReminder
from domain.delivery.subscription_events import DeliveryChannel
from domain.monitoring.findings import Party, Severity
from domain.permit.grounds import AnnulmentGround, CancellationGround, WithdrawalGround
from domain.permit.permit_state import Ending, PermitPhase
from domain.registry.linkage import ClaimModel
from domain.registry.powers import InFlight
from domain.registry.published import ListKind
from domain.registry.seals import SealKind
from domain.registry.standards import (
    CommitmentType,
    DecisionTier,
    FlowProfile,
    Function,
    LicensingMode,
    MaterialSource,
    PushPriority,
    SpecialProcedure,
    SurveyMode,
)
from domain.shared.act import Channel, EntryMode, Role
from domain.shared.subject import SubjectKind
from domain.supervision.dispute_events import ArbitrationLevel, InterimBasis
from domain.supervision.events import Finding, PushReason, SupervisionMode
from domain.supervision.inspection_terms import (
    CheckOutcome,
    Gravity,
    InspectionTrigger,
    NoPenaltyGround,
    PenaltyKind,
)
from domain.supervision.task_state import TaskPhase

Terms = dict[StrEnum, str]


def _terms(kind: type[StrEnum], text: str) -> Terms:
    """Members of `kind` in their order, with the words of `text` in the same order."""
    return dict(zip(kind, text.split(), strict=True))


SEVERITIES = _terms(Severity, "提示 预警 黄牌 红牌 线索")
PARTIES = _terms(
    Party, "经办人 制证人员 科室负责人 审批局 效能机构 纪检监察机构 监管联络员 申请人 领导 编办"
)
PERMIT_STATES = _terms(PermitPhase, "未颁发 有效 延续中 暂扣中 已失效 已注销")

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
    ("办理流程", _terms(FlowProfile, "五分设 两级模式 即办 备案")),
    ("环节", _terms(Stage, "受理 审查 踏勘 批准 制证")),
    ("录入方式", _terms(EntryMode, "本系统办理 系统导入 事后补录")),
    ("办理渠道", _terms(Channel, "窗口 网上 移动端 自助终端 系统 系统上报")),
    ("相对人类别", _terms(SubjectKind, "自然人 组织")),
    ("特别程序", _terms(SpecialProcedure, "听证 招标 拍卖 检验 检测 检疫 鉴定 专家评审 他法规定")),
    ("延期批准人", _terms(Approver, "本机关负责人 本级人民政府负责人")),
    ("审查意见", _terms(Proposal, "建议准予 建议不予")),
    (
        "预审批转正式障碍",
        _terms(Hindrance, "意见不支持 意见已过期 前置条件未具备 事项已更新 材料有变"),
    ),
    ("推送缓急", _terms(PushPriority, "急件 一般 缓件")),
    ("证照分离方式", _terms(LicensingMode, "取消审批 审批改为备案 实行告知承诺 优化准入服务")),
    ("承诺类型", _terms(CommitmentType, "完全承诺 部分承诺")),
    ("踏勘方式", _terms(SurveyMode, "现场踏勘 视频勘验 多勘合一 委托勘验")),
    ("合并踏勘理由", _terms(MergeGround, "同一申请人 同一地点")),
    ("决定层级", _terms(DecisionTier, "首席代表 局领导 集体讨论")),
    ("材料来源", _terms(MaterialSource, "申请人提交 部门调取")),
    ("在办件衔接", _terms(InFlight, "原机关办结 随事项转")),
    ("印章类别", _terms(SealKind, "行政印章 审批专用章 合同专用章")),
    (
        "清单种类",
        _terms(
            ListKind,
            "权力清单 责任清单 负面清单 中介服务清单 告知承诺清单 检查事项清单 证明免提交清单 "
            "收费清单 委托核查清单 绿色通道名单",
        ),
    ),
    (
        "文书种类",
        _terms(
            DocumentKind,
            "申请书 收件凭证 受理通知书 不予受理决定书 补齐补正通知书 特别程序告知书 延期告知书 "
            "告知承诺书 准予行政许可决定书 不予行政许可决定书 送达回证 踏勘单 会商纪要 通用审批单 "
            "备案公示卡 听证通知书 证照 证照处理决定书",
        ),
    ),
    ("办件类型", _terms(CasePurpose, "新办 变更 延续 注销")),
    ("救济途径", _terms(AppealKind, "行政复议 行政诉讼")),
    ("救济结果", _terms(AppealOutcome, "维持 撤销 变更 责令履行 终止")),
    (
        "撤销情形",
        _terms(
            AnnulmentGround,
            "滥用职权、玩忽职守 超越法定职权 违反法定程序 申请人不具备资格 欺骗、贿赂 "
            "依法可以撤销的其他情形",
        ),
    ),
    ("撤回情形", _terms(WithdrawalGround, "法律法规修改或废止 客观情况重大变化")),
    (
        "注销情形",
        _terms(
            CancellationGround,
            "有效期届满未延续 自然人死亡或丧失行为能力 组织依法终止 许可被撤销、撤回或吊销 "
            "不可抗力 依法应当注销的其他情形",
        ),
    ),
    (
        "推送事由",
        _terms(
            PushReason,
            "准予许可 不予许可 告知承诺 移交监管 证照变更 证照延续 证照暂扣 解除暂扣 证照撤销 "
            "证照撤回 证照吊销 证照到期 证照注销 备案",
        ),
    ),
    ("监管方式", _terms(SupervisionMode, "专项检查 双随机 非现场 信用监管")),
    ("监管结果", _terms(Finding, "符合 不符合")),
    ("认领模式", _terms(ClaimModel, "推送即认领 明确认领 逾期视为认领")),
    ("临时负责依据", _terms(InterimBasis, "监管职责记录 执法职责记录 区域联动规则 原接收机构")),
    ("争议处理层级", _terms(ArbitrationLevel, "部门协商 编办协调 政府裁定")),
    (
        "检查来源",
        _terms(InspectionTrigger, "计划检查 随机抽查 推送任务 承诺核查 投诉举报 线索核查"),
    ),
    ("检查项结果", _terms(CheckOutcome, "合格 不合格 未查")),
    ("问题程度", _terms(Gravity, "轻微 较重 严重")),
    (
        "处罚种类",
        _terms(
            PenaltyKind,
            "警告 通报批评 罚款 没收 暂扣许可证件 降低资质等级 吊销许可证件 限制开展生产经营活动 "
            "责令停产停业 责令关闭 限制从业 行政拘留 其他处罚",
        ),
    ),
    (
        "不予处罚情形",
        _terms(
            NoPenaltyGround,
            "轻微并及时改正 初次违法并及时改正 无主观过错 超过追责时效 违法事实不成立 "
            "依法不予处罚的其他情形",
        ),
    ),
    ("会商种类", _terms(ConsultationKind, "专项会商 重要事项会商 联席会议 每月会商")),
    ("沉默的效力", _terms(Silence, "视为同意 视为弃权")),
    ("会商层级", _terms(Level, "牵头部门 提交联席会议 提交本级政府")),
    ("见面会种类", _terms(MeetingKind, "周见面 月会商")),
    (
        "议题来源",
        _terms(
            AgendaTopic,
            "权责争议 未认领任务 被退回任务 逾期计划 检查处罚逾期 逾期议定事项 未采用反馈 "
            "监管标准变更",
        ),
    ),
    ("送达渠道", _terms(DeliveryChannel, "网络回调 短信")),
    (
        "短信提醒事由",
        _terms(SmsReminder, "任务推送 认领到期 计划到期 检查到期 争议发生 议定事项到期"),
    ),
    (
        "办件状态",
        _terms(
            Phase,
            "未申报 已申报 已收件 补正中 已受理 审查中 特别程序中 待决定 已决定 已制证 已办结",
        ),
    ),
    ("踏勘状态", _terms(SurveyPhase, "已派 已指派 已行前备案 已通知 已踏勘 已出结论 已回访")),
    ("联合踏勘到场情况", _terms(Attendance, "已邀请 到场 请假 缺席默认")),
    (
        "任务状态",
        _terms(
            TaskPhase,
            "未推送 已推送 已签收 已认领 待转派 争议裁定中 已列入计划 已有结果 已反馈 已办结",
        ),
    ),
    (
        "承诺状态",
        _terms(
            CommitmentPhase,
            "未告知 已告知 已承诺 已生效 整改中 已履诺 整改后履诺 违诺 已终止",
        ),
    ),
    ("证照状态", PERMIT_STATES),
    ("失效原因", _terms(Ending, "撤销 撤回 吊销 到期")),
    ("规则等级", SEVERITIES),
    ("通知对象", PARTIES),
)
