"""docs/events.md: what every stored event says, and on which legal basis."""

from pydantic import BaseModel

from app.catalogue.shapes import field_line, values_in
from app.catalogue.wording import Wording, wording, words
from domain.approval.events import EVENTS as APPROVAL
from domain.catalogue import EVENTS
from domain.commitment.events import EVENTS as COMMITMENT
from domain.consultation.events import EVENTS as CONSULTATION
from domain.delivery.events import EVENTS as DELIVERY
from domain.permit.events import EVENTS as PERMIT
from domain.registry.events import EVENTS as REGISTRY
from domain.shared.act import Meta
from domain.shared.event import DomainEvent
from domain.supervision.dispute_events import EVENTS as DISPUTE
from domain.supervision.draw_events import EVENTS as DRAW
from domain.supervision.events import EVENTS as SUPERVISION
from domain.supervision.inspection_events import EVENTS as INSPECTION

_HEAD = """# Event catalogue

Generated from `domain/` by `make docs`; a test fails when it is stale. {count} event types.

Stored as canonical JSON `{{"data": payload, "meta": envelope, "n": nonce, "v": version}}`. An
absent field means "not stated"; defaults are written out. Instants are UTC, dates Asia/Shanghai,
days working days. Sources S0 to S4 are the seed documents; 许可 is the Administrative Licensing Law
(行政许可法); `domain.md` is the domain specification that the project was given.
"""

_CONTEXTS: tuple[tuple[str, tuple[type[DomainEvent], ...]], ...] = (
    ("Registry: who exists, what may be applied for, who answers for it", REGISTRY),
    ("Approval: one case (办件), its surveys (踏勘) and documents (文书)", APPROVAL),
    ("Permit (证照)", PERMIT),
    ("Commitment (告知承诺)", COMMITMENT),
    ("Supervision task (监管任务) and its dispute (权责争议)", (*SUPERVISION, *DISPUTE)),
    ("Inspection (检查) with its penalty procedure (行政处罚)", INSPECTION),
    ("Yearly plan and random draw (双随机)", DRAW),
    ("Consultation (会商), rhythm and standards", CONSULTATION),
    ("Delivery (送达): subscriptions, batches, reminders, receipts", DELIVERY),
)


def events_page() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD.format(count=len(EVENTS))]
    listed: set[type[DomainEvent]] = set()
    for title, events in _CONTEXTS:
        parts += [f"## {title}\n", *(_event(event) for event in events)]
        listed.update(events)
    rest = [event for event in EVENTS if event not in listed]
    parts += ["## Shared\n", *(_event(event) for event in rest)]
    parts.append("## Envelope and values\n")
    parts += [_value(value) for value in (Meta, *values_in((Meta, *EVENTS)))]
    return "\n".join(parts)


def _event(event: type[DomainEvent]) -> str:
    said = wording(event)
    head = f"### `{event.TYPE}` · {said.zh} · {words(event.__name__)}\n"
    basis = f"- Legal basis or source: {said.basis}"
    return "\n".join((head, _prose(said), basis, f"- Version: {event.VERSION}", _fields(event)))


def _value(value: type[BaseModel]) -> str:
    said = wording(value)
    title = f"### `{value.__name__}`" + (f" · {said.zh}" if said.zh else "")
    return "\n".join((f"{title}\n", _prose(said), _fields(value)))


def _prose(said: Wording) -> str:
    sentence = said.en[:1].upper() + said.en[1:]
    return f"{sentence} {said.notes}".strip() + "\n"


def _fields(model: type[BaseModel]) -> str:
    lines = [f"  - {field_line(field)}" for field in model.model_fields.values()]
    return "\n".join(["- Fields:", *lines, ""]) if lines else "- Fields: none\n"
