"""A mapping whose rows each state several acts of several subjects (a permit, an inspection of it).

Example: `app/ingest/mappings/food_inspections.toml`. A statement is taken from a row where its
subject is named and its `when` holds; what no statement says is not invented.
"""

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from app.ingest.mapping import ActorRule, FieldRule, MappingPart, Origin
from app.reports.targets import REPORTABLE
from domain.shared.subject import SubjectKind
from domain.supervision.inspection_terms import Gravity

Values = dict[str, tuple[str, ...]]
"""Columns and the texts they may have; "" stands for an empty one."""


class WideField(FieldRule):
    """A payload field from a column, or from a `text` with columns in braces.

    `minus`: another column's amount is taken off; `many`: the field is a list of this one text.
    """

    column: str = ""
    text: str = ""
    minus: str = ""
    many: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.column) == bool(self.text):
            raise ValueError("give either column or text")
        return self


class SubjectRule(MappingPart):
    """What acts are about: a case (its permit too) or an inspection, by its number at the source.

    `needs`: columns without which the row does not speak of it. `permit`: the case led to one.
    """

    key: str
    kind: Literal["case", "inspection"]
    number: str
    needs: tuple[str, ...] = ()
    permit: bool = False
    actor: ActorRule = ActorRule()
    person: str | None = None


class PartyRule(MappingPart):
    """Whom the acts are about, by a number that the source gives it; never a name."""

    number: str
    kind: SubjectKind


class CountRule(MappingPart):
    """A line of what was checked: the column counts what was found wrong, 0 is passed."""

    name: str
    column: str
    gravity: Gravity


class StatementRule(MappingPart):
    """One act that a row states of the subject `of`, at the time of column `time`.

    `own`: the act that the row itself stands for; others are counted beside it. `id` tells acts
    of one type and subject apart. `about`: the case (and permit) that an inspection is joined to.
    `party`: the field that takes the party. Stated by several rows, it goes in once.
    """

    of: str
    type: str
    time: str
    order: int
    own: bool = False
    id: str = ""
    when: Values = {}
    payload: dict[str, Any] = {}
    fields: dict[str, WideField] = {}
    counts: tuple[CountRule, ...] = ()
    party: str | None = None
    about: str | None = None

    @field_validator("type")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in REPORTABLE:
            raise ValueError(f"no act that may be reported is called {name!r}")
        return name


class RememberRule(MappingPart):
    """A value of one row that all rows with the same `by` may use, as column `remembered:NAME`."""

    name: str
    by: str
    column: str
    when: Values = {}


class WideMapping(Origin):
    """A whole mapping. `known`: the only values a column may have; a row with another is rejected,
    since nobody has said what it means."""

    layout: Literal["wide"]
    blank: tuple[str, ...] = ()
    known: Values = {}
    party: PartyRule | None = None
    remember: tuple[RememberRule, ...] = ()
    subject: tuple[SubjectRule, ...] = Field(min_length=1)
    act: tuple[StatementRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _joined(self) -> Self:
        kinds = {one.key: one.kind for one in self.subject}
        for rule in self.act:
            if rule.of not in kinds or (rule.about and kinds.get(rule.about) != "case"):
                raise ValueError(f"{rule.type}: no such subject")
            if REPORTABLE[rule.type].of_inspection != (kinds[rule.of] == "inspection"):
                raise ValueError(f"{rule.type} is no act of {rule.of}")
            if rule.party and self.party is None:
                raise ValueError(f"{rule.type}: no party is defined")
        if not any(rule.own for rule in self.act):
            raise ValueError("no act is the row's own")
        return self
