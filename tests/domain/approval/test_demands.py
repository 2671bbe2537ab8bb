"""清单之外不得要求; 谁主张、谁调取 (rule P-12; domain.md §1.1)."""

import pytest

from domain.approval import commands as c
from domain.approval import material_commands as m
from domain.registry.standards import SpecialProcedure
from domain.shared.errors import Refused
from tests.domain.approval.case_story import Story
from tests.domain.approval.standards import FORM, LEASE, LICENCE, standardised


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def notice(*missing: str) -> c.NoticeSupplement:
    return c.NoticeSupplement(missing=missing, applicant_days=5)


def story() -> Story:
    return Story(item=standardised()).received()


def test_materials_and_conditions_of_the_standard_may_be_asked_for():
    case = story().when(notice(FORM, LEASE, "场所合格")).case
    assert case.phase == "SUPPLEMENTING"


def test_a_demand_outside_the_standard_is_refused():
    with refused("case-demand-outside-standard"):
        story().when(notice(FORM, "无犯罪记录证明"))


@pytest.mark.parametrize(
    "demand", ["其他材料", "其他相关材料。", "法律、法规规定的其他材料", "相关材料等"]
)
def test_a_demand_that_names_nothing_is_refused_even_without_a_list(demand: str):
    with refused("case-demand-outside-standard"):
        Story().received().when(notice(demand))


def test_without_a_material_list_any_named_material_may_be_asked_for():
    assert Story().received().when(notice("图纸")).case.phase == "SUPPLEMENTING"


def test_what_the_department_fetches_is_never_asked_of_the_applicant():
    with refused("case-material-ours-to-fetch"):
        story().when(notice(LICENCE))


def test_a_fetched_material_is_recorded_and_so_is_a_failure():
    made = story().when(m.RecordMaterialFetched(name=LICENCE, source_org="市监局"))
    made.when(m.RecordMaterialFetchFailed(name=LICENCE, source_org="市监局", reason="接口停用"))
    assert [one.event.TYPE for one in made.case.acts][-2:] == [
        "case.material_fetched", "case.material_fetch_failed",
    ]  # fmt: skip


def test_what_the_applicant_brings_is_not_fetched():
    with refused("case-material-not-fetched"):
        story().when(m.RecordMaterialFetched(name=FORM, source_org="市监局"))


@pytest.mark.parametrize("basis", [None, "某条例第九条"])
def test_supplementing_after_acceptance_stops_the_clock_only_where_a_law_is_cited(
    basis: str | None,
):
    listed = {"special_procedures": (SpecialProcedure.OTHER_LAW,), "supplement_pause_basis": basis}
    made = Story(item=standardised(**listed)).reviewing()
    pause = c.StartSpecialProcedure(
        procedure=SpecialProcedure.OTHER_LAW, noticed_days=5, notice_served=True
    )
    if basis:
        assert made.when(pause, "p-reviewer").case.phase == "PAUSED"
        return
    with refused("case-pause-without-basis"):
        made.when(pause, "p-reviewer")
