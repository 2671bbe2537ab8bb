"""The administrator's side: the one stream, and one consumer per organisation.

Plain JetStream API requests: nats-py's own dataclasses lag behind the server's fields.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from nats.aio.client import Client

from adapters.bus.accounts import OrganisationAccess
from adapters.bus.names import STREAM, SUBJECTS

_NOT_FOUND = 404
COLLECTING: dict[str, Any] = {"subjects": [], "allow_atomic": False}
"""Of a stream that sources others: nobody can publish to it."""
SECOND = 1_000_000_000  # the API counts in nanoseconds


class BusApiError(Exception):
    """JetStream refused a request: `code` as in HTTP, `err_code` as in the server's error list."""

    def __init__(self, code: int, err_code: int, description: str) -> None:
        super().__init__(f"{err_code}: {description}")
        self.code = code
        self.err_code = err_code


class StreamUnsuitable(Exception):
    """The stream exists with settings that cannot be changed (other storage or retention)."""


async def api_request(
    client: Client, subject: str, body: Mapping[str, Any] | None = None, *, within: float = 5.0
) -> dict[str, Any]:
    """One JetStream API request. Raises BusApiError on a refusal, nats errors on silence."""
    payload = json.dumps(body).encode() if body is not None else b""
    answer = json.loads((await client.request(subject, payload, timeout=within)).data)
    if error := answer.get("error"):
        raise BusApiError(
            error.get("code", 0), error.get("err_code", 0), error.get("description", "")
        )
    return answer


def stream_settings(*, max_consumers: int = 10_000, replicas: int = 1) -> dict[str, Any]:
    """The stream as we want it. Retention is explicit: everything is kept, nothing is dropped."""
    return {
        "name": STREAM,
        "subjects": [SUBJECTS],
        "storage": "file",
        "retention": "limits",
        "discard": "new",
        "max_msgs": -1,
        "max_bytes": -1,
        "max_age": 0,
        "max_msgs_per_subject": -1,
        "max_consumers": max_consumers,
        "num_replicas": replicas,
        "duplicate_window": 120 * SECOND,
        "deny_delete": True,
        "deny_purge": True,
        "allow_direct": True,
        "allow_atomic": True,
    }


async def ensure_stream(
    client: Client, *, max_consumers: int = 10_000, replicas: int = 1
) -> dict[str, Any]:
    """Create the stream, or bring its settings to ours; returns its state (`last_seq`, …).

    One that collects what is below (adapters/bus/topology.py) stays one. Running it again changes
    nothing. Raises StreamUnsuitable where the server cannot change it.
    """
    wanted = stream_settings(max_consumers=max_consumers, replicas=replicas)
    found = await _found(client)
    if found and found["config"].get("sources"):
        wanted |= COLLECTING
    return await bring_stream(client, wanted)


async def bring_stream(client: Client, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Create the stream as `wanted`, or bring its settings there; its state.

    Raises StreamUnsuitable where the server cannot change it.
    """
    found = await _found(client)
    if found is None:
        return (await api_request(client, f"$JS.API.STREAM.CREATE.{STREAM}", wanted))["state"]
    if not _differs(wanted, found["config"]):
        return found["state"]
    try:
        changed = await api_request(
            client, f"$JS.API.STREAM.UPDATE.{STREAM}", {**found["config"], **wanted}
        )
    except BusApiError as error:
        raise StreamUnsuitable(str(error)) from error
    return changed["state"]


async def _found(client: Client) -> dict[str, Any] | None:
    try:
        return await api_request(client, f"$JS.API.STREAM.INFO.{STREAM}")
    except BusApiError as error:
        if error.code != _NOT_FOUND:
            raise
        return None


async def ensure_consumers(client: Client, organisations: Iterable[OrganisationAccess]) -> int:
    """One consumer per organisation, named after its account; returns how many were changed.

    A consumer's position is not ours: the regulator resets it to its own cursor.
    """
    changed = 0
    for each in organisations:
        changed += await _ensure_consumer(client, each)
    return changed


async def remove_consumer(client: Client, account: str) -> bool:
    """Remove the consumer of an account that is gone; False if there was none."""
    try:
        await api_request(client, f"$JS.API.CONSUMER.DELETE.{STREAM}.{account}")
    except BusApiError as error:
        if error.code != _NOT_FOUND:
            raise
        return False
    return True


async def _ensure_consumer(client: Client, access: OrganisationAccess) -> bool:
    name = access.account
    wanted = {
        "name": name,
        "durable_name": name,
        "filter_subjects": sorted(access.filter_subjects),
        "deliver_policy": "all",
        "ack_policy": "none",
        "max_deliver": -1,
        "max_waiting": 64,
        "replay_policy": "instant",
    }
    return await ensure_consumer(client, wanted)


async def ensure_consumer(client: Client, wanted: Mapping[str, Any]) -> bool:
    """Create one consumer, or bring its settings to `wanted`; False if it was so already."""
    name = wanted["name"]
    try:
        found = (await api_request(client, f"$JS.API.CONSUMER.INFO.{STREAM}.{name}"))["config"]
    except BusApiError as error:
        if error.code != _NOT_FOUND:
            raise
    else:
        if "filter_subjects" in wanted:
            found = {**found, "filter_subjects": _filters(found)}
        if not _differs(wanted, found):
            return False
    await api_request(
        client,
        f"$JS.API.CONSUMER.CREATE.{STREAM}.{name}",
        {"stream_name": STREAM, "config": wanted},
    )
    return True


def _filters(config: Mapping[str, Any]) -> list[str]:
    """The filters of a consumer: the server may keep a single one in its older field."""
    single = config.get("filter_subject")
    return [single] if single else sorted(config.get("filter_subjects", []))


def _differs(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    # the server leaves out fields that are false, zero or empty
    return any(
        found.get(name) != value and (found.get(name) or value) for name, value in wanted.items()
    )
