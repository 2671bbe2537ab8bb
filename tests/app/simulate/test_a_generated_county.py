"""The generated county: the documents' scale, valid codes, every section staffed."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc

from app.simulate.departments import SECTIONS
from app.simulate.great_county import BUREAU, Scale, county_of
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import Role

DAY = date(2025, 1, 1)


def test_it_has_the_scale_of_the_documents():
    county = county_of(Scale(), 1, DAY)
    assert len(county.item) == len({one.code for one in county.item}) == 156
    assert len({one.name for one in county.item}) == 156
    assert sum(one.org == BUREAU for one in county.post) == 42
    assert len(county.organisation) == 23
    assert county.simulated
    kinds = Counter(one.profile for one in county.item)
    assert min(kinds[FlowProfile.FIVE_STAGE], kinds[FlowProfile.TWO_LEVEL]) > 30
    assert min(kinds[FlowProfile.INSTANT], kinds[FlowProfile.FILING]) > 1
    later = [one for item in county.item if item.standard for one in item.standard.materials]
    assert any(not one.core for one in later)
    assert any(one.survey_required for one in county.item)
    assert any(one.commitment_allowed for one in county.item)


@pytest.mark.parametrize("departments", [1, 22, 50])
def test_every_code_is_valid_and_every_item_has_its_people(departments: int):
    county = county_of(Scale(departments=departments), 2, DAY)
    assert all(uscc.is_valid(one.uscc) for one in county.organisation)
    assert len({one.uscc for one in county.organisation}) == departments + 1
    for role in (Role.WINDOW, Role.REVIEWER, Role.CHIEF_DECIDER, Role.CERT_MAKER):
        posts = [one for one in county.post if one.role is role]
        assert len({one.post.split("-")[1] for one in posts}) == len(SECTIONS)
        assert {code for one in posts for code in one.items} == {one.code for one in county.item}
    supervised = {
        code
        for one in county.responsibility
        if Function.SUPERVISE in one.functions
        for code in one.items
    }
    assert supervised == {one.code for one in county.item}


def test_the_same_seed_gives_the_same_county():
    assert county_of(Scale(), 3, DAY) == county_of(Scale(), 3, DAY)
    assert county_of(Scale(), 3, DAY) != county_of(Scale(), 4, DAY)


@pytest.mark.parametrize("wrong", [{"departments": 51}, {"posts": 36}, {"items": 4}])
def test_a_scale_that_cannot_be_staffed_is_refused(wrong: dict[str, int]):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Scale(**wrong)
