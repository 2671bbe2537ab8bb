"""house-style.md, rules 4 and 5: names are for ever, so they are checked before they are stored."""

import re

import pytest

from app.catalogue.terms import TERMS
from app.catalogue.wording import wording, words
from domain.catalogue import EVENTS, by_type
from domain.shared.event import DomainEvent

every_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
# nouns stand first, so an imperative opening is a command that strayed in here
_IMPERATIVE = re.compile(r"^(Accept|Push|Sign|Refuse|Grant|Submit|Assign|Record|Publish)[A-Z]")


def _subclasses(cls: type[DomainEvent]) -> set[type[DomainEvent]]:
    return {cls, *(deeper for sub in cls.__subclasses__() for deeper in _subclasses(sub))}


@every_event
def test_an_event_opens_with_its_chinese_term_and_its_english_meaning(event: type[DomainEvent]):
    said = wording(event)
    assert said.zh
    assert len(said.en) > 5


@every_event
def test_an_event_names_its_legal_basis_or_source(event: type[DomainEvent]):
    assert wording(event).basis, "the docstring needs `Source: …§…`."


@every_event
def test_a_stored_name_is_short_lower_case_and_its_own(event: type[DomainEvent]):
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", event.TYPE)
    assert "TYPE" in vars(event), "an inherited name would store two meanings under one word"


@every_event
def test_an_event_is_a_frozen_fact_that_forbids_unknown_fields(event: type[DomainEvent]):
    assert event.model_config.get("frozen")
    assert event.model_config.get("extra") == "forbid"
    assert not _IMPERATIVE.match(event.__name__)


def test_stored_names_are_unique():
    assert len(by_type()) == len(EVENTS)
    with pytest.raises(ValueError, match="twice"):
        by_type((EVENTS[0], EVENTS[0]))


def test_every_event_class_is_in_the_catalogue():
    assert _subclasses(DomainEvent) - {DomainEvent} == {
        event for event in EVENTS if event.__module__.startswith("domain.")
    }


def test_one_english_word_for_each_chinese_term_and_the_reverse():
    pairs = [(wording(event).zh, words(event.__name__)) for event in EVENTS]
    assert len({zh for zh, _ in pairs}) == len(pairs)
    assert len({en for _, en in pairs}) == len(pairs)


@pytest.mark.parametrize(("title", "terms"), TERMS, ids=[title for title, _ in TERMS])
def test_values_of_one_kind_have_different_chinese_terms(title: str, terms: dict[str, str]):
    assert len(set(terms.values())) == len(terms), title
