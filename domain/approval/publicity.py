"""双公示 of permits: the fields, and what may stand in them (发改办财金〔2018〕424号).

A person has no organisation codes, an organisation no papers of a person; the number of a person's
identity card stands in no field of either.
"""

from dataclasses import dataclass
from datetime import date

from domain.shared.subject import SubjectKind

FIELDS: tuple[tuple[str, str], ...] = (
    ("XK_XDR_MC", "行政相对人名称"),
    ("XK_XDR_LB", "行政相对人类别"),
    ("XK_XDR_SHXYM", "统一社会信用代码"),
    ("XK_XDR_GSZC", "工商注册号"),
    ("XK_XDR_ZZJG", "组织机构代码"),
    ("XK_XDR_SWDJ", "税务登记号"),
    ("XK_XDR_SYDW", "事业单位证书号"),
    ("XK_XDR_SHZZ", "社会组织登记证号"),
    ("XK_FRDB", "法定代表人"),
    ("XK_FR_SFZH", "法定代表人身份证号"),
    ("XK_XDR_ZJLX", "证件类型"),
    ("XK_XDR_ZJHM", "证件号码"),
    ("XK_XKWS", "行政许可决定文书名称"),
    ("XK_WSH", "行政许可决定文书号"),
    ("XK_XKLB", "许可类别"),
    ("XK_XKZS", "许可证书名称"),
    ("XK_XKBH", "许可编号"),
    ("XK_NR", "许可内容"),
    ("XK_JDRQ", "许可决定日期"),
    ("XK_YXQZ", "有效期自"),
    ("XK_YXQZI", "有效期至"),
    ("XK_XKJG", "许可机关"),
    ("XK_XKJGDM", "许可机关统一社会信用代码"),
    ("XK_ZT", "当前状态"),
    ("XK_LYDW", "数据来源单位"),
    ("XK_LYDWDM", "数据来源单位统一社会信用代码"),
    ("BZ", "备注"),
)
"""Code and name, in the order of the form; the last two sources are [own]."""

OF_ORGANISATIONS = frozenset(
    {"XK_XDR_SHXYM", "XK_XDR_GSZC", "XK_XDR_ZZJG", "XK_XDR_SWDJ", "XK_XDR_SYDW", "XK_XDR_SHZZ",
     "XK_FRDB"}
)  # fmt: skip
OF_PERSONS = frozenset({"XK_XDR_ZJLX", "XK_XDR_ZJHM"})
NEVER = frozenset({"XK_FR_SFZH", "XK_XDR_ZJHM"})
"""Numbers of identity cards: asked for by the form, never given out here."""

VALID, INVALID = "1", "2"  # [own] XK_ZT
ORDINARY = "普通"  # [D] XK_XKLB: an item does not say yet which of the six classes it is
DECISION = "准予行政许可决定书"
ENDLESS = date(2099, 12, 31)  # [own] how the form writes a permit without limit in time


@dataclass(frozen=True, slots=True)
class Party:
    """相对人: `identifier` is the USCC of an organisation, and of a person nothing that is used."""

    kind: SubjectKind
    name: str = ""
    identifier: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One decision to grant; dates of Asia/Shanghai, `org` a USCC."""

    decided_on: date
    decision_number: str | None
    item_name: str
    org: str
    org_name: str
    permit_number: str | None = None
    certificate: str | None = None
    conditions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    ended: bool = False


def record(grant: Grant, party: Party | None) -> dict[str, str]:
    """One line of the form: every field, empty where there is nothing to say."""
    line = dict.fromkeys((code for code, _ in FIELDS), "")
    line |= {
        "XK_XKWS": DECISION,
        "XK_WSH": grant.decision_number or "",
        "XK_XKLB": ORDINARY,
        "XK_XKZS": grant.certificate or "",
        "XK_XKBH": grant.permit_number or "",
        "XK_NR": "；".join((grant.item_name, *grant.conditions)),
        "XK_JDRQ": _written(grant.decided_on),
        "XK_YXQZ": _written(grant.valid_from or grant.decided_on),
        "XK_YXQZI": _written(grant.valid_to or ENDLESS),
        "XK_XKJG": grant.org_name,
        "XK_XKJGDM": grant.org,
        "XK_ZT": INVALID if grant.ended else VALID,
        "XK_LYDW": grant.org_name,
        "XK_LYDWDM": grant.org,
    }
    return line | (_of(party) if party else {})


def _of(party: Party) -> dict[str, str]:
    if party.kind is SubjectKind.PERSON:
        return {"XK_XDR_MC": party.name, "XK_XDR_LB": "自然人", "XK_XDR_ZJLX": "身份证"}
    own_account = party.identifier.startswith("92")
    return {
        "XK_XDR_MC": party.name,
        "XK_XDR_LB": "个体工商户" if own_account else "法人及非法人组织",
        "XK_XDR_SHXYM": party.identifier,
        "XK_FRDB": party.representative,
    }


def masked(party: Party) -> Party:
    """As anybody may see it: of a person's name the first character alone [D]."""
    if party.kind is not SubjectKind.PERSON:
        return party
    name = party.name[:1] + "*" * max(1, len(party.name) - 1) if party.name else ""
    return Party(party.kind, name)


def _written(day: date) -> str:
    return f"{day:%Y/%m/%d}"  # [own]
