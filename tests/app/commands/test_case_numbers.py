"""办件编号: readable, checkable, unique without a counter."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.case_numbers import CaseNumbers, check_character, claim_of, number_of, prefix_of
from app.commands.effects import Find

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PREFIX = prefix_of("320412", "XK-0001", date(2026, 9, 28))


def is_sound(number: str) -> bool:
    return check_character(number[:-1]) == number[-1]


@pytest.mark.parametrize(
    ("item", "prefix"),
    [
        ("XK-0001", "320412XK000120260928"),
        ("7", "32041200000720260928"),
        ("11310000MB2F30661Y231200356400001", "32041240000120260928"),
        ("事项", "32041200000020260928"),
    ],
)
def test_the_prefix_is_region_item_and_day(item: str, prefix: str):
    assert prefix_of("320412", item, date(2026, 9, 28)) == prefix


@given(st.integers(1, 99_999), st.integers(0, 24), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(sequence: int, place: int, wrong: str):
    number = number_of(PREFIX, sequence)
    changed = number[:place] + wrong + number[place + 1 :]
    assert is_sound(number)
    assert (changed == number) is is_sound(changed)


@pytest.mark.parametrize("used", [1, 2, 3, 7, 8, 100, 1000])
def test_after_a_restart_the_first_free_number_is_found_with_few_look_ups(used: int):
    taken = {claim_of(number_of(PREFIX, n)).text for n in range(1, used + 1)}
    numbers, asked = CaseNumbers(), 0
    numbers.take(PREFIX)
    search = numbers.learn(PREFIX)
    answer = None
    try:
        while True:
            effect = search.send(answer)
            assert isinstance(effect, Find)
            asked += 1
            answer = True if effect.text in taken else None
    except StopIteration:
        pass
    assert numbers.take(PREFIX) == number_of(PREFIX, used + 1)
    assert asked <= 2 * used.bit_length() + 2
