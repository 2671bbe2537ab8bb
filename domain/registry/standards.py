"""What a standardised item may say of itself (一事项一编码, domain.md §1.1, §4.1)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.shared.event import Code, Digest, Text, Value


class FlowProfile(StrEnum):
    """办理流程: 五分设, 两级模式, 即办 or 备案 (domain.md §1.2)."""

    FIVE_STAGE = "FIVE_STAGE"
    TWO_LEVEL = "TWO_LEVEL"
    INSTANT = "INSTANT"
    FILING = "FILING"


class Function(StrEnum):
    """职责环节: what an organisation answers for in an item."""

    ACCEPT = "ACCEPT"
    REVIEW = "REVIEW"
    SURVEY = "SURVEY"
    DECIDE = "DECIDE"
    CERTIFY = "CERTIFY"
    SUPERVISE = "SUPERVISE"
    ENFORCE = "ENFORCE"


class PushPriority(StrEnum):
    """推送缓急: S2 根据事项轻重缓急."""

    URGENT = "URGENT"
    NORMAL = "NORMAL"
    LOW = "LOW"


class LicensingMode(StrEnum):
    """证照分离改革方式: 取消审批, 审批改备案, 告知承诺, 优化准入服务. Source: 营商§19."""

    CANCELLED = "CANCELLED"
    FILING = "FILING"
    COMMITMENT = "COMMITMENT"
    OPTIMISED = "OPTIMISED"


class CommitmentType(StrEnum):
    """承诺类型: 完全承诺 or 部分承诺. Source: S4「信用承诺审批分级管理」."""

    FULL = "FULL"
    PARTIAL = "PARTIAL"


class SurveyMode(StrEnum):
    """踏勘方式: 现场, 视频勘验, 多勘合一, 委托勘验. Source: S4."""

    ONSITE = "ONSITE"
    VIDEO = "VIDEO"
    MERGED = "MERGED"
    ENTRUSTED = "ENTRUSTED"


class DecisionTier(StrEnum):
    """分级决定: 首席代表, 局领导 or 集体讨论. Source: S2「分级决定」; S0「两集中、两到位」."""

    CHIEF_REPRESENTATIVE = "CHIEF_REPRESENTATIVE"
    BUREAU_HEAD = "BUREAU_HEAD"
    COLLECTIVE = "COLLECTIVE"


class MaterialSource(StrEnum):
    """材料来源: 申请人提交, or 谁主张、谁调取. Source: S0."""

    APPLICANT = "APPLICANT"
    DEPARTMENT_FETCH = "DEPARTMENT_FETCH"


class SpecialProcedure(StrEnum):
    """特别程序: the closed list of 许可§45, and what another law names expressly (他法规定).

    OTHER_LAW comes from sources under another law; an item version must list it to be started here.
    """

    HEARING = "HEARING"
    TENDER = "TENDER"
    AUCTION = "AUCTION"
    INSPECTION = "INSPECTION"
    TESTING = "TESTING"
    QUARANTINE = "QUARANTINE"
    APPRAISAL = "APPRAISAL"
    EXPERT_REVIEW = "EXPERT_REVIEW"
    OTHER_LAW = "OTHER_LAW"


SECTION_45 = tuple(one for one in SpecialProcedure if one is not SpecialProcedure.OTHER_LAW)
"""许可§45: what an item version that lists none may use."""


class MaterialRequirement(Value):
    """One line of an item's material list. `core` False: may follow later (容缺).

    `issuer` and `basis`: who issues a proof, and which rule asks for it (减证便民).
    """

    name: Text
    core: bool = True
    source: MaterialSource = MaterialSource.APPLICANT
    issuer: Text | None = None
    basis: Text | None = None


class StageLimit(Value):
    """环节时限: working days that one stage of a case may take."""

    stage: Function
    days: int = Field(ge=1, le=400)


class CatalogueLine(Value):
    """事项目录原文: what an official catalogue says of an item, as written there, never corrected.

    Source: domain.md §4.1. `department_code`: the code of the department, right or wrong (rule D-08
    tells); `main_item`: 主项; `task_type`: 事项类型 as GB/T 39554.1 numbers it; `area_code`:
    区划代码.
    """

    source: Code
    department: Text | None = None
    department_code: Text | None = None
    main_item: Text | None = None
    task_type: Text | None = None
    area_code: Text | None = None


class ItemStandard(Value):
    """事项标准: what the implementing organisations of every level share. Source: S3「三级四同」;
    S4「市县同权」.

    Days are working days. `gap_days`: 容缺补交期限. `opinion_days`: 实质审查意见期限.
    `special_procedures` absent: the whole list of 许可§45. `silence_not_allowed`: absence is never
    agreement. `substantive_review_org` reviews the substance until `substantive_review_until`
    (exclusive). `survey_filing`: 踏勘双备案 and 回访 are asked for. `sample_permille`: share of
    finished cases that is drawn for review (办件抽查). `text_digest`: of the standard's text, equal
    at each level.
    """

    mode: LicensingMode | None = None
    legal_basis: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    materials: tuple[MaterialRequirement, ...] = ()
    special_procedures: tuple[SpecialProcedure, ...] | None = None
    survey_mode: SurveyMode | None = None
    survey_filing: bool | None = None
    commitment_type: CommitmentType | None = None
    decision_tier: DecisionTier | None = None
    stage_limits: tuple[StageLimit, ...] = ()
    gap_days: int | None = Field(default=None, ge=1, le=400)
    opinion_days: int | None = Field(default=None, ge=1, le=400)
    sample_permille: int | None = Field(default=None, ge=0, le=1000)
    certificate_type: Code | None = None
    permit_months: int | None = Field(default=None, ge=1, le=1200)
    renewable: bool = True
    transferable: bool = False
    quantity_limited: bool = False
    silence_not_allowed: bool = False
    supplement_pause_basis: Text | None = None
    supervision_rule: Text | None = None
    substantive_review_org: Code | None = None
    substantive_review_until: date | None = None
    text_digest: Digest | None = None
