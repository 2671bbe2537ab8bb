"""One mechanism of the reform and what of it is built: the form of docs/mechanisms.md."""

from dataclasses import dataclass

from domain.shared.event import DomainEvent

Events = tuple[type[DomainEvent], ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A row of domain.md §1. `planned` empty: built; else what is still missing.

    `commands` by their names in addresses, `rules` by id, `views` by the name of the projection,
    `routes` as in the OpenAPI document, `tests` as `file::test` below `tests/`.
    """

    zh: str
    en: str
    source: str
    events: Events = ()
    commands: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    planned: str = ""

    @property
    def built(self) -> bool:
        """Nothing of it is missing."""
        return not self.planned

    @property
    def begun(self) -> bool:
        """Something of it is there."""
        return bool(self.events or self.commands or self.views)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the catalogue, by its number in domain.md."""

    number: str
    zh: str
    en: str
    mechanisms: tuple[Mechanism, ...]
