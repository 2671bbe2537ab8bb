"""Two copies of a feed: where they part is found by few questions, whatever the answers."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bus.comparing import Comparison, compare, first_difference, heard, told
from adapters.bus.feed import FeedPosition
from app.kit.journal import HashJournal


def chain(length: int, forged_from: int | None = None) -> list[FeedPosition]:
    """Positions 0 … length; from `forged_from` on the messages are others."""
    found = [FeedPosition()]
    for number in range(1, length + 1):
        forged = forged_from is not None and number >= forged_from
        found.append(found[-1].after(b"forged" if forged else b"%d" % number))
    return found


def asking(theirs: list[FeedPosition], questions: list[int]):
    async def ask(held: list[FeedPosition]) -> Comparison:
        questions.append(len(held))
        return compare(heard(told(held)), {one.count: one.hash for one in theirs})

    return ask


@given(length=st.integers(1, 300), at=st.integers(1, 300), lost=st.integers(0, 300))
def test_a_forged_or_lost_message_is_found_exactly(length: int, at: int, lost: int):
    ours = chain(length)
    theirs = chain(length, at)[: length + 1 - min(lost, length)]
    questions: list[int] = []
    found = asyncio.run(
        first_difference(asking(theirs, questions), lambda number: ours[number].hash, length)
    )
    ends = len(theirs)  # the first number that they lack
    expected = min([one for one in (at, ends) if one <= length], default=None)
    assert found == expected
    assert len(questions) <= 3


def test_an_answer_that_makes_no_sense_ends_the_search():
    ours = chain(5)

    async def ask(held: list[FeedPosition]) -> Comparison:
        return Comparison(0, None)

    with pytest.raises(ValueError, match="does not fit"):
        asyncio.run(first_difference(ask, lambda number: ours[number].hash, 5))


def test_the_journal_gives_back_what_was_held_and_begins_anew_after_a_jump(tmp_path: Path):
    ours, journal = chain(9), HashJournal(tmp_path / "hashes")
    assert (journal.before, journal.last) == (-1, -1)
    for position in ours[1:4]:
        journal.add(position)
    journal.add(chain(2, 2)[2])  # received again, and it was another
    assert (journal.before, journal.last) == (0, 3)
    assert [journal.hash_of(one) for one in (1, 3)] == [ours[1].hash, ours[3].hash]
    assert journal.hash_of(2) == chain(2, 2)[2].hash
    journal.add(ours[7])
    assert (journal.before, journal.last, journal.hash_of(7)) == (6, 7, ours[7].hash)
