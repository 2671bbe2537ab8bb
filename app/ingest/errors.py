"""What can be wrong with a file that is read in, beside the problems that reports know."""

from app.reports.errors import PROBLEMS, problem
from domain.shared.errors import DomainError, Invalid

OWN: dict[str, tuple[str, str]] = {
    "file-unreadable": ("文件无法读取", "the file cannot be read"),
    "file-broken": (
        "文件中断或损坏，此前各行已进入",
        "the file breaks off; the rows before are in",
    ),
    "doctype-refused": (
        "XML 不得含 DOCTYPE（防实体膨胀）",
        "XML with a DOCTYPE is refused (entity expansion)",
    ),
    "unknown-format": ("无法识别的文件格式", "not .xes, .csv, .ndjson or .jsonl (gzip too)"),
    "mapping-invalid": ("映射文件有误", "the mapping cannot be used"),
    "bad-encoding": ("不是有效的 UTF-8", "not valid UTF-8"),
    "bad-row": ("行格式有误", "the row does not fit the header"),
    "missing-column": ("缺少该列的值", "a needed column is empty"),
    "unmapped-activity": ("映射未说明该环节", "the mapping does not know this activity"),
    "county-invalid": ("辖区文件有误", "the jurisdiction file cannot be used"),
    "simulated-for-ever": (
        "日志的性质（模拟或真实）不可更改",
        "a log is simulated or real for ever",
    ),
    "item-version-changed": (
        "已发布的事项版本不可更改，请发布新版本",
        "a published item version is never altered: publish the next",
    ),
    "item-listed-twice": (
        "同一事项编码在文件中出现多次",
        "the item's code stands in the file more than once",
    ),
    "import-meanwhile": (
        "同一批事项正在由他人发布，请重新运行",
        "the same items are being published by somebody else: run it again",
    ),
    "bad-identifier": (
        "标识码校验不通过（D-08），已按原样保留",
        "an identifier fails its check (D-08); it is kept as written",
    ),
    "bad-value": ("值的格式有误", "a value has the wrong form"),
}


def fault(code: str, detail: str = "", *, fields: tuple[str, ...] = ()) -> DomainError:
    """The error of a code, of this list or of `app.reports.errors`."""
    if code in PROBLEMS:
        return problem(code, detail, fields=fields)
    zh, en = OWN[code]
    return Invalid(
        code,
        f"{zh}：{detail}" if detail else zh,
        f"{en}: {detail}" if detail else en,
        fields=fields,
    )
