"""Receipts and packages: load, judge authority, look at what really went out, decide."""

from collections.abc import Generator
from datetime import date
from hashlib import sha256
from typing import Any

from adapters.bus.package import content_of
from adapters.bus.receipts import is_signed, public_base64
from app.commands.effects import Effect, Load, Look
from app.commands.feed_entries import READERS
from app.commands.request import Aim, Request, Ruling
from domain.delivery import packages, receipts
from domain.delivery.commands import MakePackage, ReceivePackage, SignReceipt
from domain.delivery.packages import PackageFacts
from domain.delivery.receipts import ReceiptFacts
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.act import Role
from domain.shared.errors import Forbidden, NotFound
from domain.shared.event import DomainEvent
from domain.shared.ids import package_id, receipts_id

Flow = Generator[Effect, Any, Ruling]
Decision = Generator[Effect, Any, tuple[DomainEvent, ...]]


def rule_feed(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for one organisation's feed."""
    jurisdiction = institution.jurisdiction
    if jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    command = request.command
    if isinstance(command, SignReceipt):
        org = request.caller.org or ""
        stream = receipts_id(jurisdiction, org)
        held = receipts.fold((yield Load(stream)))
        package = packages.Package()
    else:
        assert isinstance(command, MakePackage | ReceivePackage)
        packages.check_stretch(command.first_seq, command.last_seq)
        org = command.organisation
        stream = package_id(jurisdiction, org, command.first_seq, command.last_seq)
        held, package = None, packages.fold((yield Load(stream)))
    aim.stream = stream
    aim.at = at = request.at(held or package)
    on = institution.calendar.local_date(at)
    authorise(institution, request.actor, request.entry.roles, on)
    _check_whose(request, institution, org)
    if held is not None:
        events = yield from _receipt(request, institution, held, on)
    elif isinstance(command, MakePackage):
        events = yield from _made(request.caller.region, command, package)
    else:
        assert isinstance(command, ReceivePackage)
        events = yield from _received(institution, command, package, on)
    return Ruling(stream, (held or package).version, events, at)


def _check_whose(request: Request, institution: Institution, org: str) -> None:
    """Raises:
    NotFound: no such organisation. Forbidden: another's feed, but for the office, which hands
    packages to all of its county.
    """
    if org not in institution.organisations:
        raise NotFound("organisation-unknown", "机构不存在", "no such organisation")
    if request.caller.role not in (Role.EFFICIENCY_OFFICER, Role.SYSTEM) and (
        org != request.caller.org
    ):
        raise Forbidden("feed-of-another", "这是其他机构的推送", "this is another's feed")


def _receipt(
    request: Request, institution: Institution, state: receipts.Receipts, on: date
) -> Decision:
    command, caller = request.command, request.caller
    assert isinstance(command, SignReceipt)
    assert caller.org
    assert caller.post
    region, org, post = caller.region, caller.org, caller.post
    keys = yield from _keys(institution, org, on, only=post)
    at = yield Look(lambda looks: looks.feed_at(region, org, (command.feed_seq,)))
    facts = ReceiptFacts(
        signed=is_signed({**command.model_dump(by_alias=True), "org": org, "post": post}),
        keys=keys,
        delivered=at.last,
        feed_hash=at.hashes.get(command.feed_seq),
        root=(yield Look(lambda looks: looks.signed_root(region, command.tree_size))),
    )
    return receipts.decide(state, org, post, command, facts)


def _made(region: str, command: MakePackage, state: packages.Package) -> Decision:
    org, first, last = command.organisation, command.first_seq, command.last_seq
    at = yield Look(lambda looks: looks.feed_at(region, org, (first - 1, last)))
    if state.made is not None or last > at.last:
        return packages.make(state, command, PackageFacts(at.last))
    messages = yield Look(lambda looks: looks.stretch(region, org, first, last))
    log = yield Look(lambda looks: looks.log(region))
    content = content_of(log.origin, region, org, at.hashes[first - 1], messages)
    position = messages[-1].position
    size = yield Look(lambda looks: looks.signed_over(region, position))
    digest = sha256(content).hexdigest()
    return packages.make(
        state, command, PackageFacts(at.last, digest, messages[-1].feed_hash, size)
    )


def _received(
    institution: Institution, command: ReceivePackage, state: packages.Package, on: date
) -> Decision:
    org = command.organisation
    keys = yield from _keys(institution, org, on)
    receipt = {
        "org": org,
        "package": command.package,
        "lastSeq": command.last_seq,
        "publicKey": command.public_key,
        "signature": command.signature,
    }
    known = command.public_key in keys
    return packages.receive(state, command, signed=is_signed(receipt), known=known)


def _keys(
    institution: Institution, org: str, on: date, only: str | None = None
) -> Generator[Effect, Any, frozenset[str]]:
    """The public keys (base64) of the organisation's posts that read the push, all of it, on this
    day."""
    found: set[str | None] = set()
    for name in [only] if only else institution.posts:
        post = institution.post(name, on)
        if post is None or post.org != org or post.role not in READERS or post.items:
            continue
        nkey = post.public_nkey or (yield _demo_key(institution.region, name))
        found.add(public_base64(nkey) if nkey else None)
    return frozenset(key for key in found if key)


def _demo_key(region: str, post: str) -> Look:
    return Look(lambda looks: looks.demo_key(region, post))
