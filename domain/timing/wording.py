"""期限说明的文字: an explanation as lines of text, in Chinese (zh-CN) or English (en)."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from domain.timing.days import DateRange
from domain.timing.explanation import Explanation, PauseNote
from domain.timing.extensions import ExtensionFlaw, ExtensionVerdict
from domain.timing.facts import Approver, ProcedureKind

Language = Literal["zh-CN", "en"]

_KINDS = {
    ProcedureKind.HEARING: ("听证", "hearing"),
    ProcedureKind.TENDER: ("招标", "tender"),
    ProcedureKind.AUCTION: ("拍卖", "auction"),
    ProcedureKind.INSPECTION: ("检验", "inspection"),
    ProcedureKind.TESTING: ("检测", "testing"),
    ProcedureKind.QUARANTINE: ("检疫", "quarantine"),
    ProcedureKind.APPRAISAL: ("鉴定", "appraisal"),
    ProcedureKind.EXPERT_REVIEW: ("专家评审", "expert review"),
    ProcedureKind.OTHER_LAW: ("其他法律规定的程序", "procedure under another law"),
}
_APPROVERS = {
    Approver.HEAD: ("本机关负责人", "the head of the organ"),
    Approver.GOVERNMENT: ("本级政府", "the same-level government"),
    None: ("未记载的批准人", "nobody on record"),
}
_FLAWS = {
    ExtensionFlaw.NOT_FORESEEN: ("法律未规定可以延期", "the law foresees none here"),
    ExtensionFlaw.WRONG_APPROVER: ("批准人无权", "not the right approver"),
    ExtensionFlaw.AFTER_DUE: ("届满后才批准", "approved after the due date"),
    ExtensionFlaw.SECOND: ("只能延期一次", "only one extension is allowed"),
    ExtensionFlaw.NOT_TOLD: ("未告知申请人", "the applicant was not told"),
}


def lines(explanation: Explanation, language: Language = "zh-CN") -> tuple[str, ...]:
    """The explanation in words, one fact a line, the result first."""
    return tuple(_lines(explanation, language == "zh-CN"))


def _lines(e: Explanation, zh: bool) -> Iterator[str]:
    if e.stated_at is not None:
        at = e.stated_at.isoformat(timespec="seconds")
        yield f"{e.zh}:{at},按原样采用,未作计算" if zh else f"{e.en}: {at}, used as stated"
        return
    yield _result(e, zh)
    yield from _counting(e, zh)
    for pause in e.pauses:
        yield _pause(pause, zh)
    for kind in e.unserved_excluded_nothing:
        name = _KINDS[kind][0 if zh else 1]
        yield (
            f"{name}:未送达书面告知,承诺期限不扣除"
            if zh
            else f"{name}: no written notice served, the committed limit excludes nothing"
        )
    if e.undisputed_due:
        day = e.undisputed_due.date
        yield (
            f"有争议:不计未书面告知的程序,则届满日为 {day}"
            if zh
            else f"disputed: without the procedure not told in writing it would be due {day}"
        )
    for verdict in e.extensions:
        yield _extension(verdict, zh)
    if e.due.provisional:
        yield (
            f"暂定:放假安排只公布了 {e.known_from} 至 {e.known_to},此外仅扣除周末"
            if zh
            else f"provisional: holidays are published for {e.known_from} to {e.known_to} only; "
            "outside it just weekends are skipped"
        )
    basis = "、".join(e.basis) if zh else ", ".join(e.basis)
    sources = "、".join(e.sources) if zh else ", ".join(e.sources)
    yield f"依据:{basis}" if zh else f"basis: {basis}"
    yield (
        f"日历版本 {e.calendar_version}({e.zone}){';来源:' + sources if sources else ''}"
        if zh
        else f"calendar {e.calendar_version} ({e.zone}){'; sources: ' + sources if sources else ''}"
    )


def _result(e: Explanation, zh: bool) -> str:
    if zh:
        due = f"暂停中,不早于 {e.due.date} 24:00" if e.not_before else f"{e.due.date} 24:00 届满"
        more = f" + 延期 {e.extended}" if e.extended else ""
        more += f" + 扣除 {e.excluded}" if e.excluded else ""
        return f"{e.zh}:自 {e.start} 起(当日不计){e.limit} 个工作日{more},{due}"
    due = f"paused, not before the end of {e.due.date}" if e.not_before else f"due {e.due.date}"
    more = f" + {e.extended} extension" if e.extended else ""
    more += f" + {e.excluded} excluded" if e.excluded else ""
    return f"{e.en}: {e.limit} working days{more} from {e.start} (not counted), {due}"


def _counting(e: Explanation, zh: bool) -> Iterator[str]:
    counted = _spans(e.counted, zh)
    total = sum(int(span.days) for span in e.counted)
    if counted:
        yield f"计入 {total} 日:{counted}" if zh else f"counted {total}: {counted}"
    for name, first, last, _ in e.holidays:
        span = _span(first, last, zh)
        yield f"跳过 {name}:{span}" if zh else f"skipped {name}: {span}"
    for day, name in e.make_up_days:
        yield f"调休上班计入:{day}({name})" if zh else f"make-up day worked: {day} ({name})"
    if e.weekend_days:
        yield f"周末 {e.weekend_days} 日不计" if zh else f"weekend days skipped: {e.weekend_days}"


def _pause(p: PauseNote, zh: bool) -> str:
    kind = _KINDS[p.kind][0 if zh else 1]
    if zh:
        told = "未告知所需时间" if p.noticed is None else f"书面告知 {p.noticed} 个工作日"
        span = f"自 {p.after} 起尚未结束" if p.open else f"{p.after} 之后至 {p.through}"
        notes = [told, *(["超出部分不扣除"] * p.capped), *(["未送达书面告知,有争议"] * p.disputed)]
        return f"扣除 {kind}:{span},{p.days} 个工作日({';'.join(notes)})"
    told = "no time told" if p.noticed is None else f"{p.noticed} working days told"
    span = f"open since {p.after}" if p.open else f"after {p.after} through {p.through}"
    notes = [told, *(["overrun not excluded"] * p.capped)]
    notes += ["no written notice served: disputed"] * p.disputed
    return f"excluded {kind}: {span}, {p.days} working days ({'; '.join(notes)})"


def _extension(verdict: ExtensionVerdict, zh: bool) -> str:
    one = verdict.extension
    approver = _APPROVERS[one.approver][0 if zh else 1]
    if verdict.flaw:
        why = _FLAWS[verdict.flaw][0 if zh else 1]
        return (
            f"延期不计:{one.approved_on} 由{approver}批准,{why}"
            if zh
            else f"extension of {one.approved_on} by {approver} not counted: {why}"
        )
    return (
        f"延期 {verdict.granted} 个工作日:{one.approved_on} 由{approver}批准"
        if zh
        else f"extended by {verdict.granted} working days: {one.approved_on}, by {approver}"
    )


def _spans(ranges: tuple[DateRange, ...], zh: bool) -> str:
    return ("、" if zh else ", ").join(_span(first, last, zh) for first, last in ranges)


def _span(first: dt.date, last: dt.date, zh: bool) -> str:
    if first == last:
        return first.isoformat()
    return f"{first} 至 {last}" if zh else f"{first} to {last}"
