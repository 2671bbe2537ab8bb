"""An act: one event in its envelope, at its place in a stream.

Three clocks are kept apart (domain.md §0): `occurred_at` is when it happened, `effective_date`
from when it counts in law, and the log's `recordedAt` (not here: the log alone sets it) when we
learned of it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.shared.event import Code, Digest, DomainEvent, Instant, Value


class EntryMode(StrEnum):
    """How an act entered: worked here, reported by a source system, or entered afterwards."""

    NATIVE = "NATIVE"
    IMPORTED = "IMPORTED"
    BACKFILLED = "BACKFILLED"


class Channel(StrEnum):
    """办理渠道: where the act was done."""

    WINDOW = "WINDOW"
    ONLINE = "ONLINE"
    MOBILE = "MOBILE"
    TERMINAL = "TERMINAL"
    SYSTEM = "SYSTEM"
    REPORT = "REPORT"


class Role(StrEnum):
    """岗位角色 (domain.md §4.8)."""

    APPLICANT = "APPLICANT"
    AGENT = "AGENT"
    WINDOW = "WINDOW"
    REVIEWER = "REVIEWER"
    SURVEYOR = "SURVEYOR"
    CHIEF_DECIDER = "CHIEF_DECIDER"
    CERT_MAKER = "CERT_MAKER"
    LIAISON = "LIAISON"
    REGULATOR = "REGULATOR"
    ENFORCER = "ENFORCER"
    REG_REVIEWER = "REG_REVIEWER"
    OBSERVER = "OBSERVER"
    EFFICIENCY_OFFICER = "EFFICIENCY_OFFICER"
    DISCIPLINE = "DISCIPLINE"
    ARBITER = "ARBITER"
    LEADER = "LEADER"
    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"
    SOURCE = "SOURCE"


class Actor(Value):
    """Who acted: the person behind the post, not the account (domain.md §4.8).

    `person_id` is pseudonymous; separation of duties is judged by it.
    """

    person_id: Code
    role: Role
    post: Code | None = None
    org: Code | None = None
    on_behalf_of: Code | None = None
    agent_id: Code | None = None


class Meta(Value):
    """The envelope of every event. Of reports: `source_order` orders what ties on `occurred_at`,
    `case_number` is the number at the source, whichever act comes first, `reporter` the post that
    sent it, `stated_due` the source's own deadline of this act, as stated.
    """

    occurred_at: Instant
    actor: Actor
    region: Code
    effective_date: date | None = None
    item_code: Code | None = None
    item_version: int | None = None
    authority_ref: UUID | None = None
    channel: Channel = Channel.SYSTEM
    entry_mode: EntryMode = EntryMode.NATIVE
    source_system: Code | None = None
    source_id: Code | None = None
    source_order: int | None = None
    case_number: Code | None = None
    reporter: Code | None = None
    stated_due: Instant | None = None
    documents: tuple[Digest, ...] = ()
    causation_id: Code | None = None
    correlation_id: Code | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One stored event. Satisfies the `eventsourcing` library's DomainEventProtocol.

    `originator_version` counts from 1 in each stream; `NEXT_VERSION` asks the log to give the next
    one (reports: history is history, so there is nothing to conflict with).
    """

    originator_id: UUID
    originator_version: int
    meta: Meta
    event: DomainEvent


NEXT_VERSION = -1
