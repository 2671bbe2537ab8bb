"""One command that may be issued: where it is addressed, to what, and by which roles."""

from dataclasses import dataclass
from enum import StrEnum

from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.command import Command


class Aggregate(StrEnum):
    """What a command is decided by."""

    CASE = "CASE"
    SURVEY = "SURVEY"
    TASK = "TASK"
    COMMITMENT = "COMMITMENT"
    PERMIT = "PERMIT"
    DOCUMENT = "DOCUMENT"
    SUBSCRIPTION = "SUBSCRIPTION"
    SMS = "SMS"
    REGISTRY = "REGISTRY"
    PLAN = "PLAN"
    RECUSAL = "RECUSAL"
    INSPECTION = "INSPECTION"
    DRAW = "DRAW"
    BATCH = "BATCH"
    FEED = "FEED"
    RHYTHM = "RHYTHM"
    CONSULTATION = "CONSULTATION"
    STANDARD = "STANDARD"


NAMED = frozenset(
    {
        Aggregate.REGISTRY,
        Aggregate.PLAN,
        Aggregate.RECUSAL,
        Aggregate.INSPECTION,
        Aggregate.DRAW,
        Aggregate.BATCH,
        Aggregate.FEED,
        Aggregate.RHYTHM,
        Aggregate.CONSULTATION,
        Aggregate.STANDARD,
    }
)
"""Their commands name the stream themselves: no address carries it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `function`: what the actor's organisation must answer for on that day.

    `addressed`: the address carries the id of the stream. `internal`: issued by the clock, a
    policy alone; the API offers no route.
    """

    collection: str
    command: type[Command]
    aggregate: Aggregate
    roles: frozenset[Role]
    function: Function | None = None
    addressed: bool = True
    internal: bool = False

    @property
    def name(self) -> str:
        """Kebab-case, the last part of the address."""
        return self.command.NAME


APPLICANTS = frozenset({Role.APPLICANT, Role.AGENT})
WINDOW = frozenset({Role.WINDOW})
REVIEWER = frozenset({Role.REVIEWER})
SURVEYOR = frozenset({Role.SURVEYOR})
DECIDER = frozenset({Role.CHIEF_DECIDER})
LEADER = frozenset({Role.LEADER})
MAKER = frozenset({Role.CERT_MAKER})
LIAISON = frozenset({Role.LIAISON})
OFFICER = frozenset({Role.REGULATOR, Role.ENFORCER})
OFFICE = frozenset({Role.EFFICIENCY_OFFICER})
BUREAU = frozenset({Role.WINDOW, Role.REVIEWER, Role.CHIEF_DECIDER})
ADMIN = frozenset({Role.ADMIN, Role.SYSTEM})  # SYSTEM: the first posts of a jurisdiction
SYSTEM = frozenset({Role.SYSTEM})


def of_case(
    command: type[Command],
    roles: frozenset[Role],
    function: Function | None = None,
    *,
    addressed: bool = True,
    internal: bool = False,
) -> Entry:
    """A command that a case decides."""
    return Entry("cases", command, Aggregate.CASE, roles, function, addressed, internal)
