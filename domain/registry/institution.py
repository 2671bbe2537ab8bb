"""机构、岗位、事项、职责: what holds in one jurisdiction, folded from its registry events."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date, tzinfo
from typing import Self
from uuid import UUID

from domain.registry import calendars, liaison, seal_ledger
from domain.registry import events as e
from domain.registry.competence import Competence
from domain.registry.linkage import AbsenceDeclared, AbsenceEnded, LinkagePolicySet
from domain.registry.posts import Absences, Post, assigned, away, back, ended
from domain.registry.powers import TransferAssessed
from domain.registry.publications import Lists, Windows
from domain.registry.published import ReferenceListPublished, ServiceWindowPublished
from domain.registry.responsibilities import Assignment
from domain.registry.seals import SealActivated, SealDestroyed, SealSealedUp
from domain.shared.act import Act
from domain.timing.calendar import WorkCalendar
from domain.timing.days import SHANGHAI

Zones = Callable[[str], tzinfo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Everything that says who may do what in one region. Read-only for its users."""

    region: str
    jurisdiction: UUID | None = None
    name: str = ""
    simulated: bool = False
    organisations: dict[str, str] = field(default_factory=dict)
    posts: dict[str, tuple[Post, ...]] = field(default_factory=dict)
    absences: Absences = field(default_factory=dict)
    items: dict[str, dict[int, e.ItemVersionPublished]] = field(default_factory=dict)
    first_days: dict[tuple[str, int], date] = field(default_factory=dict)
    competence: Competence = field(default_factory=Competence)
    assessments: dict[str, TransferAssessed] = field(default_factory=dict)
    seals: seal_ledger.Seals = field(default_factory=dict)
    lists: Lists = field(default_factory=dict)
    windows: Windows = field(default_factory=dict)
    linkage: tuple[LinkagePolicySet, ...] = ()
    calendar: WorkCalendar
    calendar_versions: tuple[str, ...] = ()
    zones: Zones = field(default=lambda _: SHANGHAI)

    @classmethod
    def empty(cls, region: str, zones: Zones | None = None) -> Self:
        """Before genesis. `zones` resolves IANA names; without it all days are Shanghai's."""
        calendar = calendars.unpublished(region)
        return cls(region=region, calendar=calendar, zones=zones or (lambda _: SHANGHAI))

    def evolve(self, *acts: Act) -> Self:
        """With more acts, in the order they were recorded. Other acts are passed over."""
        return self.fold(acts)

    def fold(self, acts: Iterable[Act]) -> Self:
        """As `evolve`; copies once for all of `acts`."""
        draft = _Draft(self)
        for act in acts:
            draft.add(act)
        return replace(self, **{name: getattr(draft, name) for name in _FOLDED})

    def item(self, code: str, version: int | None = None) -> e.ItemVersionPublished | None:
        """A version of an item, by default the newest; None if unknown."""
        versions = self.items.get(code)
        if not versions:
            return None
        return versions.get(max(versions) if version is None else version)

    def item_on(self, code: str, on: date) -> e.ItemVersionPublished | None:
        """The version in force on a date: the newest that counts by then. Before the first counts,
        the first: what was done before the register began is measured by what it began with.
        """
        versions = self.items.get(code, {})
        due = (n for n in sorted(versions, reverse=True) if self.first_days[code, n] <= on)
        return versions.get(next(due, min(versions, default=0)))

    def organisation(self, uscc: str) -> str | None:
        """Name of a registered organisation."""
        return self.organisations.get(uscc)

    def post(self, name: str, on: date) -> Post | None:
        """Who holds the post on this date; the tenure recorded last wins."""
        return next((p for p in reversed(self.posts.get(name, ())) if p.valid_on(on)), None)

    def liaison(self, org: str, on: date) -> Post | None:
        """The liaison of an organisation on a date, or who stands in; None if there is nobody."""
        return liaison.liaison(self.posts, self.absences, org, on)

    def posts_of(self, person: str, on: date) -> tuple[Post, ...]:
        """The posts that a person holds on this date."""
        held = (self.post(name, on) for name in self.posts)
        return tuple(one for one in held if one and one.person_id == person)

    def responsible(
        self,
        item: str,
        function: e.Function,
        on: date,
        accepted: date | None = None,
        territory: str | None = None,
    ) -> Assignment | None:
        """Who answers for a function of an item on this date (监管空白 if None).

        `accepted`: when the case that is worked on was accepted; a transfer may have left it
        behind (在办件衔接). `territory`: where the subject is, if the case says (属地监管).
        """
        return self.competence.responsible(item, function, on, accepted, territory)

    def linkage_on(self, on: date) -> LinkagePolicySet | None:
        """The rules of the linkage that hold on a date: those that began last, of equals the one
        recorded last; None where the region has set none."""
        return max(
            (one for one in reversed(self.linkage) if one.valid_from <= on),
            key=lambda one: one.valid_from,
            default=None,
        )


class _Draft:
    """A copy under construction, so that folding a thousand acts copies the tables once."""

    def __init__(self, base: Institution) -> None:
        self.jurisdiction = base.jurisdiction
        self.name = base.name
        self.simulated = base.simulated
        self.organisations = dict(base.organisations)
        self.posts = dict(base.posts)
        self.absences = dict(base.absences)
        self.items = {code: dict(versions) for code, versions in base.items.items()}
        self.first_days = dict(base.first_days)
        self.competence = base.competence.copy()
        self.assessments = dict(base.assessments)
        self.seals = dict(base.seals)
        self.lists = dict(base.lists)
        self.windows = dict(base.windows)
        self.linkage = base.linkage
        self.calendar = base.calendar
        self.calendar_versions = base.calendar_versions
        self.zones = base.zones

    def add(self, act: Act) -> None:
        match act.event:
            case e.JurisdictionEstablished() as event:
                if self.jurisdiction is None:  # the genesis decides, for ever
                    self.simulated = event.simulated
                self.jurisdiction, self.name = act.originator_id, event.name
            case e.OrganisationRegistered() as event:
                self.organisations[event.uscc] = event.name
            case e.PostAssigned() as event:
                assigned(self.posts, event)
            case e.PostEnded() as event:
                ended(self.posts, event)
            case AbsenceDeclared() as event:
                away(self.absences, event)
            case AbsenceEnded() as event:
                back(self.absences, event)
            case e.ItemVersionPublished() as event:
                self.items.setdefault(event.item_code, {})[event.item_version] = event
                day = event.valid_from or self.calendar.local_date(act.meta.occurred_at)
                self.first_days[event.item_code, event.item_version] = day
            case TransferAssessed() as event:
                self.assessments[event.item_code] = event
            case e.CalendarPublished() as event:
                zone = calendars.zone_or_shanghai(self.zones, event.zone)
                self.calendar = calendars.published(self.calendar.region, event, zone)
                self.calendar_versions += (event.version,)
            case e.CalendarAmended() as event:
                self.calendar = calendars.amended(self.calendar, event)
                self.calendar_versions += (event.version,)
            case SealActivated() | SealSealedUp() | SealDestroyed() as event:
                seal_ledger.add(self.seals, event)
            case ReferenceListPublished() as event:
                self.lists[event.kind] = (*self.lists.get(event.kind, ()), event)
            case ServiceWindowPublished() as event:
                self.windows[event.window] = (*self.windows.get(event.window, ()), event)
            case LinkagePolicySet() as event:
                self.linkage = (*self.linkage, event)
            case event:
                self.competence.add(act.originator_id, act.originator_version, event)


_FOLDED = tuple(one.name for one in fields(Institution) if one.name not in ("region", "zones"))
