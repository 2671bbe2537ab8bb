"""The previous release's database under this code: nothing lost, proved, and appended to."""

import time

import psycopg
import pytest

from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.findings import Verdict
from adapters.ledger.proof.sealer import Sealed
from adapters.servers.errors import DatabaseOfNewerRelease
from adapters.servers.migrate import migrate, pending
from app.bootstrap import opened, sealing_of
from app.commands.caller import Caller
from domain.approval.commands import SubmitApplication
from domain.timing.days import shanghai_date
from projections.engine import Projector
from tests.support.servers import MIGRATIONS
from tests.upgrade.conftest import REGION, Left


def upgraded(left: Left) -> None:
    """As `shenguan up` does it: migrations, then read models brought to their versions."""
    migrate(left.url, MIGRATIONS)
    url = left.settings.database_url
    assert url
    projector = Projector(url)
    projector.catch_up()
    projector.close()


def one(url: str, query: str) -> tuple:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()  # ty: ignore
    assert row
    return row


def proved(left: Left, *notes: str) -> Verdict:
    reports = verify_database(left.url, left.keys, [left.expected["note"], *notes])
    return max(report.verdict for report in reports)


def test_nothing_is_lost_and_the_old_checkpoint_still_holds(left: Left):
    had = left.expected
    upgraded(left)
    assert pending(left.url, MIGRATIONS) == []
    log = "SELECT origin, size, encode(root, 'hex') FROM ledger.log"
    assert one(left.url, log) == (had["origin"], had["size"], had["root"])
    assert proved(left) == Verdict.SOUND
    followers = one(left.url, "SELECT jsonb_object_agg(name, position) FROM ops.follower")[0]
    assert had["followers"].items() <= followers.items()
    assert followers["push"] == had["followers"]["projector"]


_SENT = """SELECT array_agg((number, position, message_id, recipient, region, item, subject, type,
                  feed_seq, feed_hash, payload)::text ORDER BY number) FROM proj.delivery"""


def test_read_models_are_the_same_and_deliveries_keep_every_byte(left: Left):
    """Given deliveries as 0.1.0 computed them, when computed again, then none has changed."""
    had = left.expected
    sent = one(left.url, _SENT)
    assert len(sent[0]) == had["deliveries"]
    upgraded(left)
    assert one(left.url, _SENT) == sent
    assert one(left.url, "SELECT count(*) FROM proj.trail") == (had["trail"],)
    last = "SELECT number, feed_hash FROM proj.delivery ORDER BY number DESC LIMIT 1"
    assert one(left.url, last) == (had["deliveries"], had["feedHash"])


def test_what_goes_out_goes_on_with_the_next_number(left: Left):
    """Given a projector that had not taken in everything, then no delivery is lost or repeated."""
    had, url = left.expected, left.settings.database_url
    assert url
    migrate(left.url, MIGRATIONS)
    with psycopg.connect(left.url, autocommit=True) as admin:
        admin.execute("UPDATE ops.follower SET position = 200 WHERE name = 'projector'")
        admin.execute("DROP SCHEMA proj CASCADE")  # computed again, up to there
        admin.execute("CREATE SCHEMA proj")
        admin.execute("GRANT USAGE, CREATE ON SCHEMA proj TO shenguan_app")
    projector = Projector(url)
    projector.prepare()
    assert one(left.url, "SELECT position FROM ops.follower WHERE name = 'push'") == (200,)
    some = one(left.url, "SELECT count(*), max(number) FROM proj.delivery")
    assert some[0] == some[1] < had["deliveries"]
    projector.catch_up()
    projector.close()
    last = "SELECT count(*), max(number), max(feed_seq) > 0 FROM proj.delivery"
    assert one(left.url, last) == (had["deliveries"], had["deliveries"], True)
    chain = "SELECT feed_hash FROM proj.delivery ORDER BY number DESC LIMIT 1"
    assert one(left.url, chain) == (had["feedHash"],)


def test_this_release_appends_and_signs_what_it_appends(left: Left):
    upgraded(left)
    with opened(left.settings, readers=2) as container:
        now = container.now()
        held = container.institutions.of(REGION).post("window-01", shanghai_date(now))
        assert held
        command = SubmitApplication(item_code=f"{REGION}-0101")
        container.handler.handle_sync(command, caller=Caller.of(held, REGION), target=None)
        info = container.store.log(REGION)
        assert info
        signed = sealing_of(left.settings)(info).step(time.monotonic() + 1e6)
        subject = one(left.url, "SELECT subject FROM vault.subject LIMIT 1")[0]
        assert container.vault.reveal(subject)["identifier"]
    assert isinstance(signed, Sealed), signed
    assert signed.checkpoint.size > left.expected["size"]
    assert proved(left, signed.note) == Verdict.SOUND


def test_a_database_of_a_newer_release_is_refused_and_left_alone(left: Left):
    with psycopg.connect(left.url, autocommit=True) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES ('20991231000001')")
    before = pending(left.url, MIGRATIONS)
    with pytest.raises(DatabaseOfNewerRelease, match="20991231000001"):
        migrate(left.url, MIGRATIONS)
    assert pending(left.url, MIGRATIONS) == before
