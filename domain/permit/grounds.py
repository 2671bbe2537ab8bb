"""On which grounds a permit ends before its time (许可§8, §69, §70)."""

from enum import StrEnum


class AnnulmentGround(StrEnum):
    """撤销情形. Source: 许可§69."""

    ABUSE_OF_OFFICE = "ABUSE_OF_OFFICE"
    BEYOND_POWERS = "BEYOND_POWERS"
    PROCEDURE_VIOLATED = "PROCEDURE_VIOLATED"
    APPLICANT_NOT_QUALIFIED = "APPLICANT_NOT_QUALIFIED"
    FRAUD_OR_BRIBERY = "FRAUD_OR_BRIBERY"
    OTHER_BY_LAW = "OTHER_BY_LAW"


class WithdrawalGround(StrEnum):
    """撤回情形: the law or the objective situation has changed. Source: 许可§8."""

    LAW_CHANGED = "LAW_CHANGED"
    SITUATION_CHANGED = "SITUATION_CHANGED"


class CancellationGround(StrEnum):
    """注销情形. Source: 许可§70."""

    EXPIRED = "EXPIRED"
    HOLDER_DIED_OR_INCAPABLE = "HOLDER_DIED_OR_INCAPABLE"
    HOLDER_DISSOLVED = "HOLDER_DISSOLVED"
    ANNULLED_WITHDRAWN_OR_REVOKED = "ANNULLED_WITHDRAWN_OR_REVOKED"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    OTHER_BY_LAW = "OTHER_BY_LAW"
