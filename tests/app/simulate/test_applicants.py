"""Fictional applicants have numbers whose check characters are right, each its own."""

from stdnum import numdb
from stdnum.cn import ric, uscc

from app.simulate.applicants import NOWHERE, POOL, company_code, resident_number


def test_every_company_code_is_valid_and_its_own():
    codes = [company_code(number) for number in range(POOL)]
    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == POOL


def test_every_resident_number_has_its_check_digit_and_is_its_own():
    numbers = [resident_number(number) for number in range(POOL)]
    assert all(ric.calc_check_digit(number) == number[-1] for number in numbers)
    assert len(set(numbers)) == POOL


def test_their_region_is_on_no_list_so_they_belong_to_nobody():
    found = numdb.get("cn/loc").info(NOWHERE)
    assert not any("county" in facts for _, facts in found)
    assert all(resident_number(number).startswith(NOWHERE) for number in range(POOL))
