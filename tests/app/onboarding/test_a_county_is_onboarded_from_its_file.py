"""Given a county file, when it is read in, then its institution stands; again adds what is new."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from app.calendar_file import load_china_calendar
from app.onboarding import County, InitReport, init, load_county
from app.onboarding.facts import facts
from domain.registry.institution import Institution
from domain.registry.publications import listed, serves
from domain.registry.published import ListKind
from domain.registry.seal_ledger import is_active
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.errors import DomainError
from tests.support.servers import role_url

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
FILE = Path(__file__).parents[3] / "app" / "data" / "demo_county.toml"
TEXT = FILE.read_text(encoding="utf-8")


@pytest.fixture
def store(database: str) -> Iterator[ActStore]:
    held = LedgerDatabase(role_url(database, "shenguan_app"))
    yield ActStore(held)
    held.close()


def changed(folder: Path, old: str, new: str) -> County:
    assert old in TEXT
    path = folder / "county.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return load_county(path)


def institution(county: County, store: ActStore, done: InitReport) -> Institution:
    streams = {fact.stream for fact in facts(county, done.log.origin, done.jurisdiction)}
    acts = [act for stream in streams for act in store.load(stream)]
    return Institution.empty(county.region).fold(acts)


def test_the_demo_county_stands_as_its_file_says(store: ActStore) -> None:
    county = load_county(FILE)
    done = init(county, store, now=NOW)
    held = institution(county, store, done)
    assert (held.simulated, held.name, held.jurisdiction) == (True, county.name, done.jurisdiction)
    assert (len(held.organisations), len(held.items), len(held.posts)) == (6, 8, len(county.post))
    on = date(2026, 11, 20)
    post = held.post("regulator-market", on)
    assert post
    assert (post.role, held.organisation(post.org or "")) == (
        Role.REGULATOR,
        "示范县市场监督管理局",
    )
    for item in held.items:
        for function in (Function.ACCEPT, Function.DECIDE, Function.SUPERVISE):
            assert held.responsible(item, function, on), (item, function)
    assert store.load(done.jurisdiction)[0].originator_version == 1


def test_a_file_states_standards_seals_lists_and_hours(store: ActStore) -> None:
    county = load_county(FILE)
    held = institution(county, store, init(county, store, now=NOW))
    newest = held.item("329901-0501")
    assert newest
    assert newest.standard
    assert [one.name for one in newest.standard.materials if not one.core] == ["设置位置效果图"]
    on = date(2026, 11, 21)  # a Saturday
    assert is_active(held.seals, "SP-01", "11329901MB01A9019P", on)
    assert listed(held.lists, ListKind.GREEN_CHANNEL, "LSTD-2026-1", on)
    assert serves(held.windows, on, 600)
    assert not serves(held.windows, on, 720)


def test_genesis_is_the_first_leaf_and_time_is_driven(store: ActStore) -> None:
    done = init(load_county(FILE), store, now=NOW)
    first = store.receipts(1, 1)[0]
    assert (first.type, first.index, first.stream) == (
        "jurisdiction.established",
        0,
        done.jurisdiction,
    )
    assert first.recorded_at == NOW


def test_the_calendar_counts_as_the_file_of_holidays(store: ActStore) -> None:
    county = load_county(FILE)
    calendar = institution(county, store, init(county, store, now=NOW)).calendar
    china = load_china_calendar()
    days = [
        date.fromordinal(day)
        for day in range(date(2016, 1, 1).toordinal(), date(2027, 1, 31).toordinal())
    ]
    assert [calendar.is_workday(day) for day in days] == [china.is_workday(day) for day in days]
    assert (calendar.version, calendar.known_to) == (china.version, china.known_to)


def test_running_again_adds_nothing(store: ActStore) -> None:
    county = load_county(FILE)
    first = init(county, store, now=NOW)
    again = init(county, store, now=NOW)
    assert not again.added
    assert again.already_there == first.added.total()


def test_running_again_adds_only_what_is_new(store: ActStore, tmp_path: Path) -> None:
    init(load_county(FILE), store, now=NOW)
    more = changed(tmp_path, 'post = "window-02"', 'post = "window-02"\nperson = "somebody-else"')
    assert dict(init(more, store, now=NOW).added) == {"post.assigned": 1}


def test_a_published_item_version_is_never_altered(store: ActStore, tmp_path: Path) -> None:
    init(load_county(FILE), store, now=NOW)
    with pytest.raises(DomainError, match="item-version-changed"):
        init(changed(tmp_path, "committed_days = 5", "committed_days = 6"), store, now=NOW)
    newer = changed(tmp_path, "committed_days = 5", "committed_days = 6\nversion = 2")
    assert dict(init(newer, store, now=NOW).added) == {"item.version_published": 1}


def test_a_log_is_simulated_or_real_for_ever(store: ActStore, tmp_path: Path) -> None:
    init(load_county(FILE), store, now=NOW)
    with pytest.raises(DomainError, match="simulated-for-ever"):
        init(changed(tmp_path, "simulated = true", "simulated = false"), store, now=NOW)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('region = "329901"', 'region = "3299"', "region"),
        ("11329901MB02A901X8", "11329901MB02A901X9", "unified social credit code"),
        ('org = "market"', 'org = "nobody"', "nobody"),
        ('role = "ADMIN"', 'role = "WINDOW"', "ADMIN"),
        ('items = ["329901-0401"]', 'items = ["329901-9999"]', "329901-9999"),
        ('profile = "TWO_LEVEL"', 'profile = "THREE"', "item.0.profile"),
        ('file = "china"', 'weekends = "W"', "known_from"),
        ("simulated = true", "simulated = maybe", "line"),
        ("施工合同", "其他材料", "other materials"),
        ('kind = "APPROVAL"', 'kind = "WAX"', "seal.0.kind"),
    ],
)
def test_a_faulty_file_is_told_before_anything_is_recorded(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(DomainError, match="county-invalid") as caught:
        changed(tmp_path, old, new)
    assert told in caught.value.en
