"""What a reminder says: number and day, nothing of a subject and nothing of a content."""

from datetime import date

from domain.delivery.batch_events import SmsReminder

_SAID: dict[SmsReminder, str] = {
    SmsReminder.TASK_PUSHED: "新的监管任务 {number} 已推送{by}，请及时签收认领",
    SmsReminder.CLAIM_DUE: "监管任务 {number} 尚未认领{by}",
    SmsReminder.PLAN_DUE: "监管任务 {number} 计划检查日期临近{by}",
    SmsReminder.INSPECTION_DUE: "检查 {number} 有期限即将届满{by}",
    SmsReminder.DISPUTE_OPENED: "监管任务 {number} 发生职责争议，请参加协商{by}",
    SmsReminder.RESOLUTION_DUE: "会商 {number} 的议定事项即将到期{by}",
}


def text_of(reminder: SmsReminder, number: str, due: date | None) -> str:
    """The text of one message, signed as the platform's."""
    by = f"（截止 {due:%Y年%m月%d日}）" if due else ""
    return f"【审管联动】{_SAID[reminder].format(number=number, by=by)}。"
