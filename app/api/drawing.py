"""双随机 over HTTP: the pools are the county's own, so they are added to what the caller states."""

from uuid import UUID

from adapters.documents.errors import DocumentError, NoRoom
from app import telemetry
from app.api.problems import Problem
from app.api.scope import scope_of
from app.bootstrap import Container
from app.commands.caller import Caller
from app.commands.handle import STORAGE_FULL
from app.commands.registry import BY_COMMAND
from app.draw_pools import assemble, keep, kept
from domain.shared.errors import NotFound
from domain.shared.event import Value
from domain.supervision import draw_state as draws
from domain.supervision.draw_commands import AnnounceDraw, DrawTerms, PerformDraw, Showing
from domain.supervision.draw_pool import Pools
from domain.supervision.draw_state import Draw

log = telemetry.logger("draws")
BODIES: dict[type[Value], type[Value]] = {AnnounceDraw: DrawTerms, PerformDraw: Showing}
"""What the caller sends instead of the command itself."""


def drawing(
    container: Container, caller: Caller, target: UUID | None, body: DrawTerms | Showing
) -> AnnounceDraw | PerformDraw:
    """The command in a body, with its pools: assembled and kept, or read back. Blocking.

    Raises:
        Problem: `forbidden` for a post that may not draw here: nothing is assembled for it.
        NotFound: no such draw was announced in this county.
    """
    command = AnnounceDraw if isinstance(body, DrawTerms) else PerformDraw
    if caller.role not in BY_COMMAND[command].roles:
        raise Problem("forbidden")
    if isinstance(body, DrawTerms):
        return _announcing(container, caller, body)
    assert target
    pools = pools_of(container, announced(container, caller.region, target))
    return PerformDraw(**dict(body), pools=pools)


def _announcing(container: Container, caller: Caller, body: DrawTerms) -> AnnounceDraw:
    if caller.org != body.org:
        raise Problem("forbidden")
    found = assemble(container, scope_of(caller), body.org, body.item_codes, body.draw_on)
    try:
        keep(container, caller, found.pools)
    except NoRoom:
        raise Problem(*STORAGE_FULL) from None
    return AnnounceDraw(**dict(body), pools=found.pools, pool_position=found.position)


def announced(container: Container, region: str, target: UUID) -> Draw:
    """A draw as the log has it. Blocking.

    Raises:
        NotFound: nothing of the kind, or another county's.
    """
    draw = draws.fold(container.store.load(target))
    if draw.announced is None or draw.region != region:
        raise NotFound("draw-not-found", "抽查不存在", "no such draw")
    return draw


def pools_of(container: Container, draw: Draw) -> Pools:
    """The pools that were announced, as they were kept. Blocking.

    Raises:
        Problem: `document-damaged`, told to whoever looks after the machine.
    """
    said = draw.announced
    assert said
    try:
        return kept(container, said.objects_digest, said.inspectors_digest)
    except DocumentError as error:
        log.error("draw_pool_damaged", draw=said.draw_number, **telemetry.told(error))  # noqa: TRY400
        raise Problem("document-damaged") from None
