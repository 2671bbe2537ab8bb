"""机构、岗位、事项、职责: what holds in one jurisdiction, folded from its registry events.

Two times matter for a responsibility: when it is valid and when it was recorded. Of several
assignments valid on a date the one recorded last wins, so a correction needs no deletion.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from typing import Self
from uuid import UUID

from domain.registry import calendars
from domain.registry import events as e
from domain.shared.act import Act, Role
from domain.shared.ids import event_id
from domain.timing.calendar import WorkCalendar
from domain.timing.days import SHANGHAI

Zones = Callable[[str], tzinfo]


@dataclass(frozen=True, slots=True)
class Post:
    """岗位: one person's tenure of a post, [valid_from, valid_to)."""

    post: str
    person_id: str
    role: Role
    org: str | None
    items: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    public_nkey: str | None = None
    sources: tuple[str, ...] = ()

    def valid_on(self, on: date) -> bool:
        """True if the post is held on this date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Assignment:
    """职责: `org` answers for `function` of `item_code`, [valid_from, valid_to).

    `ref` is the id of the event that says so (the envelope's authorityRef).
    """

    item_code: str
    function: e.Function
    org: str
    valid_from: date
    valid_to: date | None
    ref: UUID

    def valid_on(self, on: date) -> bool:
        """True if the assignment holds on this date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Everything that says who may do what in one region. Read-only for its users."""

    region: str
    jurisdiction: UUID | None = None
    name: str = ""
    simulated: bool = False
    organisations: dict[str, str] = field(default_factory=dict)
    posts: dict[str, tuple[Post, ...]] = field(default_factory=dict)
    items: dict[str, dict[int, e.ItemVersionPublished]] = field(default_factory=dict)
    assignments: dict[tuple[str, e.Function], tuple[Assignment, ...]] = field(default_factory=dict)
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
        return replace(
            self,
            jurisdiction=draft.jurisdiction,
            name=draft.name,
            simulated=draft.simulated,
            organisations=draft.organisations,
            posts=draft.posts,
            items=draft.items,
            assignments=draft.assignments,
            calendar=draft.calendar,
            calendar_versions=draft.calendar_versions,
        )

    def item(self, code: str, version: int | None = None) -> e.ItemVersionPublished | None:
        """A version of an item, by default the newest; None if unknown."""
        versions = self.items.get(code)
        if not versions:
            return None
        return versions.get(max(versions) if version is None else version)

    def organisation(self, uscc: str) -> str | None:
        """Name of a registered organisation."""
        return self.organisations.get(uscc)

    def post(self, name: str, on: date) -> Post | None:
        """Who holds the post on this date; the tenure recorded last wins."""
        return next((p for p in reversed(self.posts.get(name, ())) if p.valid_on(on)), None)

    def posts_of(self, person: str, on: date) -> tuple[Post, ...]:
        """The posts that a person holds on this date."""
        held = (self.post(name, on) for name in self.posts)
        return tuple(one for one in held if one and one.person_id == person)

    def responsible(self, item: str, function: e.Function, on: date) -> Assignment | None:
        """Who answers for a function of an item on this date (监管空白 if None)."""
        known = self.assignments.get((item, function), ())
        return next((one for one in reversed(known) if one.valid_on(on)), None)


class _Draft:
    """A copy under construction, so that folding a thousand acts copies the tables once."""

    def __init__(self, base: Institution) -> None:
        self.jurisdiction = base.jurisdiction
        self.name = base.name
        self.simulated = base.simulated
        self.organisations = dict(base.organisations)
        self.posts = dict(base.posts)
        self.items = {code: dict(versions) for code, versions in base.items.items()}
        self.assignments = dict(base.assignments)
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
                self._assign_post(event)
            case e.PostEnded() as event:
                self._end_post(event)
            case e.ItemVersionPublished() as event:
                self.items.setdefault(event.item_code, {})[event.item_version] = event
            case e.ResponsibilityAssigned() as event:
                self._assign(event, event_id(act.originator_id, act.originator_version))
            case e.CalendarPublished() as event:
                zone = self.zones(event.zone)
                self.calendar = calendars.published(self.calendar.region, event, zone)
                self.calendar_versions += (event.version,)
            case e.CalendarAmended() as event:
                self.calendar = calendars.amended(self.calendar, event)
                self.calendar_versions += (event.version,)

    def _assign_post(self, event: e.PostAssigned) -> None:
        tenure = Post(
            event.post,
            event.person_id,
            event.role,
            event.org,
            event.items,
            event.valid_from,
            event.valid_to,
            event.public_nkey,
            event.sources,
        )
        self.posts[event.post] = (*self.posts.get(event.post, ()), tenure)

    def _end_post(self, event: e.PostEnded) -> None:
        self.posts[event.post] = tuple(
            replace(one, valid_to=event.ended_on) if one.valid_on(event.ended_on) else one
            for one in self.posts.get(event.post, ())
        )

    def _assign(self, event: e.ResponsibilityAssigned, ref: UUID) -> None:
        key = (event.item_code, event.function)
        made = Assignment(*key, event.org, event.valid_from, event.valid_to, ref)
        self.assignments[key] = (*self.assignments.get(key, ()), made)
