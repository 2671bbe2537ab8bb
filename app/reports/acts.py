"""One CloudEvents report to a validated act and the claim that keeps it single.

The hot path of `POST /v1/acts`: the envelope is checked by hand (each fault has its own code), the
payload and the act's envelope by pydantic once each.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson
from pydantic import ValidationError

from adapters.ledger.store import Claim
from app import telemetry
from app.reports import inspections
from app.reports.checks import instant, invalid_fields, is_uscc, plain_text, refuse_nul
from app.reports.errors import problem
from app.reports.targets import REPORTABLE, Reportable
from domain.catalogue import by_type
from domain.shared.act import NEXT_VERSION, Act, Channel, EntryMode, Meta, Role
from domain.shared.event import DomainEvent
from domain.shared.ids import reported_case_id, survey_id

PREFIX, SUFFIX = "cn.shenguan.", ".v1"
AHEAD = timedelta(minutes=5)
"""Clock difference between systems that is forgiven."""
EARLIEST, LATEST = "1900-01-01", "2200-12-31"
"""Dates from which periods are counted: beyond them there is no day to count to."""

BY_NAME = {f"{PREFIX}{stored}{SUFFIX}": kind for stored, kind in REPORTABLE.items()}
KNOWN = frozenset(f"{PREFIX}{stored}{SUFFIX}" for stored in by_type())
REQUIRED = ("type", "source", "id", "subject", "time", "data")
DATA_FIELDS = frozenset(
    {
        "region",
        "itemCode",
        "itemVersion",
        "actor",
        "effectiveDate",
        "order",
        "surveyNumber",
        "documents",
        "payload",
    }
)
REPORTERS = frozenset({Role.SOURCE, Role.ADMIN})


class Items(Protocol):
    """What a report needs of the institution."""

    def item(self, code: str, version: int | None = None, /) -> object | None: ...


class Reporter(Protocol):
    """What a report needs of its caller (`app.commands.caller.Caller`)."""

    @property
    def role(self) -> Role: ...
    @property
    def org(self) -> str | None: ...
    @property
    def region(self) -> str: ...
    @property
    def items(self) -> Collection[str]: ...
    @property
    def post(self) -> str | None: ...
    @property
    def sources(self) -> Collection[str]: ...


@dataclass(frozen=True, slots=True)
class Site:
    """Where reports go: one jurisdiction's log, its stream id and its institution."""

    region: str
    jurisdiction: UUID
    institution: Items


class Prepared(NamedTuple):
    """An act ready for the log; the claim makes a second report of it a replay."""

    act: Act
    claim: Claim


def prepare(report: object, site: Site, caller: Reporter, now: datetime) -> Prepared:
    """The act that a report states.

    Args:
        report: the parsed JSON of one CloudEvent; `type` is "cn.shenguan.<act>.v1", `subject` the
            case number at the source (of inspection acts: the inspection's), `data` {itemCode,
            actor, payload, effectiveDate?, order?, itemVersion?, surveyNumber?, documents?,
            region?}.
        now: aware; acts more than `AHEAD` later are refused.

    Raises:
        DomainError: with one of the codes of `app.reports.errors`.
    """
    if not isinstance(report, dict) or report.get("specversion") != "1.0":
        raise problem("not-cloudevents")
    if missing := tuple(name for name in REQUIRED if report.get(name) in (None, "")):
        raise problem("missing-attribute", ", ".join(missing), fields=missing)
    source, subject = plain_text(report, "source"), plain_text(report, "subject")
    identity = plain_text(report, "id")
    kind = _kind(plain_text(report, "type"))
    data = _data(report)
    content = orjson.dumps(
        [report["type"], source, identity, subject, report["time"], data],
        option=orjson.OPT_SORT_KEYS,
    )
    if b"\\u0000" in content:
        refuse_nul(data)
    item = _authorised(data, site, caller)
    _bound(source, caller)
    occurred = instant(report["time"])
    if occurred > now + AHEAD:
        raise problem("future-time", report["time"], fields=("time",))
    case = reported_case_id(site.jurisdiction, source, subject)
    number = data.get("surveyNumber", 1)
    meta = _meta(report, data, caller, occurred, subject)
    payload = _payload(data)
    if kind.of_inspection:
        inspections.check_organisation(kind.event, payload, caller.org)
        payload = inspections.joined(kind.event, payload, site.jurisdiction, source)
        stream = inspections.stream_of(site.jurisdiction, source, subject)
        event = _event(kind, data, payload, case, subject, item)
    else:
        event = _event(kind, data, payload, case, subject, item)
        stream = kind.stream(case, number, event)
    act = Act(stream, NEXT_VERSION, meta, event)
    return Prepared(act, claim_of(site.region, source, identity, sha256(content).digest()))


def claim_of(region: str, source: str, identity: str, digest: bytes) -> Claim:
    """What keeps a report single: (source, id) within a region, since counties share a database."""
    return Claim(f"report:{region}\x1f{source}\x1f{identity}", digest)


def trace_of(report: dict[str, Any]) -> str | None:
    """The W3C trace id of a report: its own `traceparent` (CloudEvents distributed tracing), or
    that of the request that brought it; None for an import."""
    own = report.get("traceparent")
    return telemetry.trace_id_of(own) if isinstance(own, str) else telemetry.current_trace()


def _kind(name: str) -> Reportable:
    found = BY_NAME.get(name)
    if found is None:
        code = "act-not-reportable" if name in KNOWN else "unknown-act"
        raise problem(code, name, fields=("type",))
    return found


def _data(report: dict[str, Any]) -> dict[str, Any]:
    data = report["data"]
    if not isinstance(data, dict):
        raise problem("payload-invalid", "data is an object", fields=("data",))
    if report.get("datacontenttype", "application/json") != "application/json":
        raise problem("payload-invalid", "application/json", fields=("datacontenttype",))
    if unknown := tuple(f"data.{name}" for name in data if name not in DATA_FIELDS):
        raise problem("payload-invalid", ", ".join(unknown)[:200], fields=unknown)
    if absent := tuple(f"data.{n}" for n in ("itemCode", "actor") if data.get(n) in (None, "")):
        raise problem("missing-attribute", ", ".join(absent), fields=absent)
    number = data.get("surveyNumber", 1)
    if type(number) is not int or not 1 <= number <= 99:
        raise problem("payload-invalid", "1 to 99", fields=("data.surveyNumber",))
    return data


def _authorised(data: dict[str, Any], site: Site, caller: Reporter) -> str:
    """The item, once region, role, organisation and item are the caller's to report on."""
    if caller.region != site.region or data.get("region", site.region) != site.region:
        raise problem("wrong-region", fields=("data.region",))
    if caller.role not in REPORTERS:
        raise problem("role-may-not-report", caller.role)
    item = plain_text(data, "itemCode", "data.itemCode")
    if site.institution.item(item) is None:
        raise problem("unknown-item", item, fields=("data.itemCode",))
    if caller.items and item not in caller.items:
        raise problem("item-not-in-scope", item, fields=("data.itemCode",))
    actor = data["actor"]
    if not isinstance(actor, dict):
        raise problem("payload-invalid", "an object", fields=("data.actor",))
    org = actor.get("org")
    if org is not None and not (isinstance(org, str) and is_uscc(org)):
        raise problem("bad-uscc", str(org)[:40], fields=("data.actor.org",))
    if caller.org is not None and org is not None and org != caller.org:
        raise problem("wrong-organisation", org, fields=("data.actor.org",))
    return item


def _bound(source: str, caller: Reporter) -> None:
    """A reporter speaks for its own systems: `source` names streams and ids, so taking another's
    would write into another's cases. A post of the whole county without a list may name any."""
    if source not in caller.sources and (caller.sources or caller.org is not None):
        raise problem("source-not-in-scope", source, fields=("source",))


def _meta(
    report: dict[str, Any], data: dict[str, Any], caller: Reporter, occurred: datetime, case: str
) -> Meta:
    effective = data.get("effectiveDate")
    if effective is not None and not (
        isinstance(effective, str) and len(effective) == 10 and EARLIEST <= effective <= LATEST
    ):
        detail = f"YYYY-MM-DD, {EARLIEST} – {LATEST}"
        raise problem("payload-invalid", detail, fields=("data.effectiveDate",))
    order = data.get("order")
    if order is not None and not (type(order) is int and abs(order) < 2**53):
        raise problem("payload-invalid", "an integer below 2^53", fields=("data.order",))
    try:
        return Meta.model_validate(
            {
                "occurredAt": occurred,
                "actor": data["actor"],
                "region": caller.region,
                "effectiveDate": effective,
                "itemCode": data["itemCode"],
                "itemVersion": data.get("itemVersion"),
                "channel": Channel.REPORT,
                "entryMode": EntryMode.IMPORTED,
                "sourceSystem": report["source"],
                "sourceId": report["id"],
                "sourceOrder": order,
                "caseNumber": case,
                "reporter": caller.post,
                "documents": data.get("documents", ()),
                "correlationId": trace_of(report),
            }
        )
    except ValidationError as error:
        raise invalid_fields(error, "data") from None


def _payload(data: dict[str, Any]) -> dict[str, Any]:
    payload = data.get("payload", {})
    if not isinstance(payload, dict):
        raise problem("payload-invalid", "an object", fields=("data.payload",))
    return payload


def _event(
    kind: Reportable,
    data: dict[str, Any],
    payload: dict[str, Any],
    case: UUID,
    subject: str,
    item_code: str,
) -> DomainEvent:
    """The validated event; what follows from subject and item is filled in, and may not be
    contradicted."""
    if kind.derived:
        known = {
            "case_id": str(case),
            "case_number": subject,
            "inspection_number": subject,
            "item_code": item_code,
            "survey_id": str(survey_id(case, data.get("surveyNumber", 1))),
        }
        payload = dict(payload)
        for field, alias in kind.derived:
            if payload.setdefault(alias, known[field]) != known[field]:
                raise problem("payload-invalid", alias, fields=(f"data.payload.{alias}",))
    return validated(kind.event, payload)


def validated(event: type[DomainEvent], payload: dict[str, Any]) -> DomainEvent:
    """The event of a JSON payload, strictly: no number passes for a date, no text for a number.

    Raises:
        DomainError: payload-invalid, with the fields.
    """
    try:
        return event.model_validate_json(orjson.dumps(payload), strict=True)
    except ValidationError as error:
        raise invalid_fields(error, "data.payload") from None
    except OverflowError:  # 0001-01-01T00:00+08:00 has no UTC
        raise problem("payload-invalid", "a time before year 1", fields=("data.payload",)) from None
