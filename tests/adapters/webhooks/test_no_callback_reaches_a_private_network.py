"""Outside a demo: https, a public address, connected to as it was checked, and no redirect."""

import asyncio

import pytest

from adapters.webhooks.endpoints import is_public, split_endpoint
from adapters.webhooks.posting import Limits, Poster
from domain.shared.errors import Invalid
from tests.adapters.webhooks.receivers import receiving, redirects_to

PRIVATE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a00:1",
    "::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::",
    "2002:a00:1::1", "2001:db8::1", "2001::1", "fec0::1",
    "::ffff:0:7f00:1", "::ffff:0:a00:1", "64:ff9b:1:a00:0:100::", "3fff::1", "5f00::1",
    "100:0:0:1::1", "::ffff:1.1.1.1", "1::1", "2002:c0a8:101::", "64:ff9b::c0a8:101", "4000::1",
)  # fmt: skip
PUBLIC = (
    "1.1.1.1",
    "223.5.5.5",
    "100.128.0.1",
    "172.32.0.1",
    "2400:3200::1",
    "2606:4700::1111",
    "64:ff9b::101:101",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known_in_every_form(address: str):
    assert not is_public(address)


def test_public_addresses_are_public():
    assert [one for one in PUBLIC if not is_public(one)] == []


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("http://callback.example.cn/in", "endpoint-not-allowed"),
        ("https://callback.example.cn:22/in", "endpoint-not-allowed"),
        ("https://10.0.0.1/in", "endpoint-not-allowed"),
        ("https://[::ffff:127.0.0.1]/in", "endpoint-not-allowed"),
        ("https://user:pass@callback.example.cn/", "endpoint-invalid"),
        ("https://callback.example.cn/#x", "endpoint-invalid"),
        ("https://callback.example.cn/a b", "endpoint-invalid"),
        ("https://callback.example.cn:port/", "endpoint-invalid"),
        ("https:///in", "endpoint-invalid"),
        ("ftp://callback.example.cn/", "endpoint-invalid"),
        ("https://回调.例子/", "endpoint-invalid"),
        ("https://[::1/", "endpoint-invalid"),
        ("https://[::ffff:0:7f00:1]/in", "endpoint-not-allowed"),
        ("https://callback.example.cn/\x7f", "endpoint-invalid"),
        ("https://10.0.0.1\\.example.cn/", "endpoint-invalid"),
        ("https://@10.0.0.1/", "endpoint-invalid"),
        ("https://callback.example.cn:0/", "endpoint-not-allowed"),
        ("https://callback.example.cn:-1/", "endpoint-invalid"),
        ("callback", "endpoint-invalid"),
    ],
)
def test_an_address_that_cannot_be_a_callback_is_told_why(endpoint: str, code: str):
    with pytest.raises(Invalid) as told:
        split_endpoint(endpoint, demo=False)
    assert told.value.code == code
    if code == "endpoint-not-allowed":
        split_endpoint(endpoint, demo=True)


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:7f00:1"], ["169.254.169.254"]]
)
def test_a_name_that_leads_into_a_private_network_is_not_connected_to(found: list[str]):
    async def resolve(host: str, port: int) -> list[str]:
        return found

    async def run() -> str:
        poster = Poster(demo=False, resolve=resolve)
        async with poster.line("https://callback.example.cn:8443/") as line:
            return (await line.post({}, b"{}")).failure

    assert asyncio.run(run()) == "address-not-allowed"


def test_a_name_that_changes_in_between_is_connected_to_as_it_was_checked():
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)  # a second look would be told another address
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    async def run() -> None:
        async with receiving() as receiver:
            poster = Poster(demo=True, resolve=resolve, limits=Limits(total=30))
            url = f"http://rebinding.example:{receiver.port}{receiver.path}"
            async with poster.line(url) as line:
                assert (await line.post({}, b"{}")).delivered
        assert asked == ["rebinding.example"]
        assert receiver.received[0].headers["host"] == f"rebinding.example:{receiver.port}"

    asyncio.run(run())


def test_a_redirect_is_a_failure_and_is_not_followed():
    async def run() -> None:
        async with receiving() as inner, receiving(redirects_to(inner.url)) as outer:
            async with Poster(demo=True).line(outer.url) as line:
                outcome = await line.post({}, b"{}")
            assert (outcome.failure, outcome.status) == ("HTTP 302", 302)
            assert (len(outer.received), inner.received) == (1, [])

    asyncio.run(run())
