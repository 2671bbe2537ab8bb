"""Everything that can be wrong with a report or an imported row: one stable code each.

Users' programs rely on the codes; the texts may change.
"""

from domain.shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)

PROBLEMS: dict[str, tuple[type[DomainError], str, str]] = {
    "malformed-json": (Invalid, "不是有效的 JSON", "not valid JSON (RFC 8259, UTF-8)"),
    "not-cloudevents": (
        Invalid,
        "不是 CloudEvents 1.0 报文",
        "not a CloudEvents 1.0 event in JSON format",
    ),
    "missing-attribute": (Invalid, "缺少必填属性", "a required attribute is missing"),
    "bad-attribute": (
        Invalid,
        "属性须为 1 至 120 个可见字符",
        "an attribute must be a text of 1 to 120 characters without control characters",
    ),
    "unknown-act": (Invalid, "未知的行为类型", "no such type of act"),
    "act-not-reportable": (
        Invalid,
        "该行为不能通过报送进入，请使用命令",
        "this act is not reported; use its command",
    ),
    "unknown-item": (NotFound, "事项未发布", "this item has not been published here"),
    "unknown-region": (
        NotFound,
        "该辖区未开通日志，请先执行 shenguan init",
        "no log is open for this region: run `shenguan init` for it",
    ),
    "bad-time": (
        Invalid,
        "时间须为 RFC 3339 格式，年份不早于 1900",
        "a time must be RFC 3339 and not before 1900",
    ),
    "missing-offset": (
        Invalid,
        "时间必须带时区偏移",
        "a time must carry its UTC offset, such as +08:00",
    ),
    "future-time": (
        Invalid,
        "发生时间晚于当前时间 5 分钟以上",
        "the act lies more than 5 minutes ahead",
    ),
    "bad-uscc": (
        Invalid,
        "统一社会信用代码校验不通过",
        "not a valid unified social credit code (GB 32100-2015)",
    ),
    "nul-byte": (Invalid, "文本不得含 NUL 字符", "a text holds a NUL character"),
    "too-large": (
        Invalid,
        "报文过大，较大内容请以文件摘要形式提交",
        "too large: store larger content as a document and give its digest",
    ),
    "too-many": (Invalid, "一次报送的条数过多", "too many items at once"),
    "payload-invalid": (Invalid, "内容不符合该行为的格式", "the content does not fit this act"),
    "wrong-region": (Forbidden, "不得为其他辖区报送", "not authorised to report for this region"),
    "wrong-organisation": (
        Forbidden,
        "不得为其他机构报送",
        "not authorised to report for this organisation",
    ),
    "source-not-in-scope": (
        Forbidden,
        "岗位无权以该来源系统名义报送",
        "the post does not report for this source: have it listed in the post's sources",
    ),
    "item-not-in-scope": (
        Forbidden,
        "该事项不在岗位范围内",
        "this item is outside the scope of the post",
    ),
    "role-may-not-report": (Forbidden, "该岗位无报送权限", "this post may not report acts"),
    "duplicate-id-other-content": (
        Conflict,
        "同一来源的编号已用于不同内容",
        "this source has used this id for other content",
    ),
    "storage-full": (
        Unavailable,
        "磁盘空间不足，暂停写入，请稍后原样重报",
        "the disk is nearly full: send the same again when there is room",
    ),
    "log-unavailable": (
        Unavailable,
        "日志暂不可写，请稍后原样重报",
        "the log cannot be written now: send the same again later",
    ),
}


def problem(code: str, detail: str = "", *, fields: tuple[str, ...] = ()) -> DomainError:
    """The error of a code; `detail` names what was found, `fields` where."""
    kind, zh, en = PROBLEMS[code]
    if detail:
        zh, en = f"{zh}：{detail}", f"{en}: {detail}"
    return kind(code, zh, en, fields=fields)
