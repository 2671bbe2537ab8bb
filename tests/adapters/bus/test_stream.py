"""The administrator's side: stream and consumers are made once, kept, and repaired."""

from adapters.bus.accounts import OrganisationAccess
from adapters.bus.stream import api_request, ensure_consumers, ensure_stream, remove_consumer
from tests.adapters.bus.conftest import Play
from tests.adapters.bus.world import KEYS, ORG_A, ORG_B, World

_INFO = "$JS.API.STREAM.INFO.LINKAGE"


def test_making_the_stream_again_changes_nothing(play: Play) -> None:
    async def body(world: World) -> None:
        admin = await world.connect("admin")
        before = await api_request(admin.client, _INFO)
        await ensure_stream(admin.client)
        after = await api_request(admin.client, _INFO)
        assert {**after, "ts": ""} == {**before, "ts": ""}
        config = after["config"]
        assert config["deny_delete"] is config["deny_purge"] is True
        assert config["allow_atomic"] is config["allow_direct"] is True
        assert config["duplicate_window"] == 120_000_000_000

    play(body)


def test_settings_that_somebody_changed_are_put_back(play: Play) -> None:
    async def body(world: World) -> None:
        admin = await world.connect("admin")
        wanted = (await api_request(admin.client, _INFO))["config"]
        drifted = {**wanted, "max_msgs": 1, "discard": "old", "allow_direct": False}
        await api_request(admin.client, "$JS.API.STREAM.UPDATE.LINKAGE", drifted)
        await ensure_stream(admin.client)
        assert (await api_request(admin.client, _INFO))["config"] == wanted

    play(body)


def test_a_consumer_is_made_once_and_removed_once(play: Play) -> None:
    async def body(world: World) -> None:
        admin = await world.connect("admin")
        assert await ensure_consumers(admin.client, world.organisations()) == 0
        assert await remove_consumer(admin.client, ORG_B) is True
        assert await remove_consumer(admin.client, ORG_B) is False
        assert await ensure_consumers(admin.client, world.organisations()) == 1

    play(body)


def test_a_further_reader_gets_a_consumer_of_its_own(play: Play) -> None:
    async def body(world: World) -> None:
        admin = await world.connect("admin")
        first = OrganisationAccess.of(ORG_A, [KEYS[ORG_A].public_key])
        second = OrganisationAccess(ORG_A, first.filter_subjects, (), reader="screen-2")
        assert await ensure_consumers(admin.client, [first, second]) == 1
        names = (await api_request(admin.client, "$JS.API.CONSUMER.NAMES.LINKAGE"))["consumers"]
        assert sorted(names) == sorted([ORG_A, ORG_B, f"{ORG_A}_screen-2"])

    play(body)
