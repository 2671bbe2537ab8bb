"""What the verifier says: findings, verdicts, and their words in Chinese and English."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

MAX_FINDINGS = 1000


class Verdict(IntEnum):
    """The outcome, and the exit code of `shenguan verify`. The worst one counts."""

    SOUND = 0
    INCOMPLETE = 10
    TAMPERED = 20
    FORK = 30

    @property
    def zh(self) -> str:
        return {0: "完好", 10: "不完整，无法下结论", 20: "已被篡改", 30: "日志分叉"}[self]

    @property
    def en(self) -> str:
        return {0: "sound", 10: "incomplete", 20: "tampered", 30: "fork"}[self]


_T, _I, _F, _S = Verdict.TAMPERED, Verdict.INCOMPLETE, Verdict.FORK, Verdict.SOUND

KINDS: dict[str, tuple[Verdict, str, str]] = {
    "row_changed": (_T, "条目内容与其叶哈希不符", "the entry does not match its leaf hash"),
    "rows_swapped": (_T, "条目内容已被对调：{detail}", "entries were swapped: {detail}"),
    "row_missing": (_T, "条目缺失", "entries are missing"),
    "tail_cut": (_T, "日志尾部被截断：{detail}", "the tail was cut: {detail}"),
    "row_duplicated": (_T, "同一序号出现多条", "an index occurs more than once"),
    "position_order": (_T, "总序号未随条目递增", "the position does not increase with the index"),
    "rows_beyond_head": (_T, "条目超出日志头记载的长度", "entries beyond the size in the head"),
    "block_changed": (
        _T,
        "该区段连同叶哈希一起被改写：{detail}",
        "this block was rewritten together with its leaf hashes: {detail}",
    ),
    "subtree_changed": (
        _T,
        "存储的子树哈希与条目不符：{detail}",
        "a stored subtree hash does not match the entries: {detail}",
    ),
    "head_changed": (_T, "日志头与条目不符：{detail}", "the head does not match: {detail}"),
    "positions": (_T, "全库总序号不连续：{detail}", "positions have gaps: {detail}"),
    "log_missing": (_T, "整个日志不存在：{detail}", "the whole log is missing: {detail}"),
    "checkpoint_root": (
        _T,
        "该区间内有条目与签名检查点不符：{detail}",
        "entries in this range contradict a signed checkpoint: {detail}",
    ),
    "checkpoint_signature": (_T, "检查点签名无效：{detail}", "bad signature: {detail}"),
    "checkpoint_unusable": (_I, "检查点无法使用：{detail}", "unusable checkpoint: {detail}"),
    "not_sealed": (_I, "没有可用的签名检查点", "no signed checkpoint to compare with"),
    "key_unknown": (
        _I,
        "未提供可信公钥，签名未核验：{detail}",
        "no trusted key was given, so signatures prove nothing: {detail}",
    ),
    "entries_lost": (
        _I,
        "从旧备份恢复，原条目已丢失且损失已被接受，此后同一密钥签发的是另一段历史：{detail}",
        "restored from an older backup, the entries once signed here are lost, the loss was "
        "accepted, and the same key signs another history since: {detail}",
    ),
    "restored": (
        _S,
        "数据库由备份恢复：{detail}；备份之后记录的内容可能已丢失",
        "the database was restored: {detail}; what was recorded here after that backup may be lost",
    ),
    "file_cut": (_I, "文件未包含全部条目：{detail}", "the file lacks entries: {detail}"),
    "file_malformed": (_T, "文件内容不合规范：{detail}", "malformed file: {detail}"),
    "tail_unsealed": (_S, "尚无签名覆盖（等待下一检查点）", "not yet under a signature"),
    "receipt_contradicted": (
        _T,
        "回执与日志矛盾：{detail}",
        "the receipt contradicts the log: {detail}",
    ),
    "receipt_unproved": (_I, "回执尚未得到证明：{detail}", "receipt not proved: {detail}"),
    "package_altered": (
        _T,
        "离线包与日志矛盾：{detail}",
        "the package contradicts the log: {detail}",
    ),
    "fork": (
        _F,
        "同一日志签发了互相矛盾的检查点：{detail}",
        "the log's key signed contradicting checkpoints: {detail}",
    ),
}


@dataclass(frozen=True)
class Finding:
    """Something wrong (or noteworthy) at entries index … end-1 of a log."""

    log: str
    kind: str
    index: int | None = None
    end: int | None = None
    detail: str = ""

    def __contains__(self, index: int) -> bool:
        return self.index is not None and self.index <= index < (self.end or self.index + 1)

    @property
    def verdict(self) -> Verdict:
        return KINDS[self.kind][0]

    @property
    def zh(self) -> str:
        return f"日志 {self.log}{self._place('第 {} 条', '第 {} 至 {} 条')}：" + self._words(1)

    @property
    def en(self) -> str:
        return f"log {self.log}{self._place('index {}', 'indexes {} to {}')}: " + self._words(2)

    def as_json(self) -> dict[str, Any]:
        """For `--json`: log, index, last (inclusive), kind, verdict, zh, en."""
        last = None if self.end is None else self.end - 1
        return {
            "log": self.log,
            "index": self.index,
            "last": last,
            "kind": self.kind,
            "verdict": int(self.verdict),
            "zh": self.zh,
            "en": self.en,
        }

    def _words(self, language: int) -> str:
        words = KINDS[self.kind][language]
        assert isinstance(words, str)
        return words.format(detail=self.detail)

    def _place(self, one: str, many: str) -> str:
        if self.index is None:
            return ""
        if self.end is None or self.end - self.index <= 1:
            return " " + one.format(self.index)
        return " " + many.format(self.index, self.end - 1)


@dataclass
class Report:
    """The outcome for one log (or file, or receipt)."""

    log: str
    size: int = 0
    """entries that were read and rehashed"""
    sealed: int = 0
    """largest size under a signature that verified and whose root was reproduced"""
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)
    suppressed: int = 0
    """findings beyond MAX_FINDINGS, which are counted only"""
    evidence: dict[str, Any] | None = None

    @property
    def verdict(self) -> Verdict:
        return max((finding.verdict for finding in self.findings), default=Verdict.SOUND)

    def add(self, kind: str, index: int | None = None, end: int | None = None, *, detail: str = ""):
        """Record a finding; a neighbour of the same kind is joined to the one before."""
        last = self.findings[-1] if self.findings else None
        if index is not None and end is None:
            end = index + 1
        if last and index is not None and (last.kind, last.end) == (kind, index) and not detail:
            self.findings[-1] = Finding(self.log, kind, last.index, end, last.detail)
        elif len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(self.log, kind, index, end, detail))
        else:
            self.suppressed += 1

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "log": self.log,
            "verdict": int(self.verdict),
            "size": self.size,
            "sealed": self.sealed,
            "checkpoints": self.checkpoints,
            "findings": [finding.as_json() for finding in self.findings],
            "suppressed": self.suppressed,
            "evidence": self.evidence,
        }
