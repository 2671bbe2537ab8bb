"""`watch`: a regulator's terminal on the push."""

import asyncio
import contextlib
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from adapters.bus.connection import Access, AccessRefused
from adapters.bus.cursor import Cursor, CursorDamaged
from adapters.bus.subscriber import FeedDamaged, FeedRewound, RegulatorFeed
from app.bootstrap import opened
from app.cli.terminal import Json, console, foreign, settings
from app.cli.watch_proved import Wanted, watch_proved
from app.kit import Message
from app.nats_claims import Proof, reading_access
from app.settings import SettingsError
from app.sign_in import held_post


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(watch)


def watch(
    post: Annotated[str, typer.Argument(help="A liaison's or regulator's post.")],
    region: Annotated[str | None, typer.Option(help="Default: the demo county.")] = None,
    after: Annotated[int | None, typer.Option(min=0, help="Replay after this delivery.")] = None,
    count: Annotated[int | None, typer.Option(min=1, help="Stop after so many messages.")] = None,
    start: Annotated[
        int | None, typer.Option("--from", min=1, help="Replay from this message of the feed.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Prove each message by the log's signed checkpoint.")
    ] = False,
    receipts: Annotated[
        bool, typer.Option("--receipts", help="Verify, and sign for each message.")
    ] = False,
    creds: Annotated[
        Path | None, typer.Option(help="A .creds file, for a NATS in operator mode.")
    ] = None,
    token: Annotated[
        Path | None, typer.Option(help="A file with a bearer token, instead of any key.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read an organisation's feed from NATS, exactly once by its own cursor; Ctrl-C leaves.

    With --verify, --receipts or --from it reads by the regulator's kit, which keeps a cursor of its
    own. Example: shenguan watch liaison-market --after 0; shenguan watch liaison-market --from 1
    --receipts
    """
    chosen = settings().model_copy(update={"demo": True})
    with opened(chosen, readers=1) as container:
        logs = container.database.logs()
        at = region or next((log.region for log in logs if log.simulated), None)
        held = held_post(container, at, post, container.now()) if at else None
    if held is None or held.org is None or at is None:
        raise SettingsError(f"no post {post} with an organisation is held today")
    proof = Proof(creds, token)
    if verify or receipts or start is not None:
        if after is not None:
            raise SettingsError("--after counts deliveries, --from the feed: give one of them")
        wanted = Wanted(verify, receipts, start, count, proof)
        watch_proved(chosen, at, held.org, post, wanted, lambda one: _show_proved(one, as_json))
        return
    cursor_file = chosen.var / "cursors" / f"{at}-{post}.json"
    with _told(post, cursor_file), contextlib.suppress(KeyboardInterrupt):
        access, account = reading_access(chosen, at, held, proof)
        asyncio.run(_watch(access, account, cursor_file, after, count, as_json))


@contextlib.contextmanager
def _told(post: str, cursor_file: Path) -> Generator[None]:
    """What ends the reading, in words that say what to do."""
    try:
        yield
    except AccessRefused:
        raise SettingsError(
            f"NATS refuses {post}: accounts follow the posts of the log within a few "
            "seconds, so try again; if it lasts, the post does not read the push / "
            "密钥被拒绝：新岗位数秒后生效"
        ) from None
    except CursorDamaged as error:
        raise SettingsError(
            f"{error}: go on with --after N / 游标文件损坏，请用 --after N"
        ) from None
    except (FeedRewound, FeedDamaged) as error:
        raise SettingsError(
            f"{error}: if the source was restored from an older backup, what came after that is "
            f"void there; ask the operator, then go on with --after N (cursor: {cursor_file}) / "
            "推送序列与游标不一致：源系统可能已从旧备份恢复，请联系运维"
        ) from None


async def _watch(
    access: Access,
    account: str,
    cursor_file: Path,
    after: int | None,
    count: int | None,
    as_json: bool,
) -> None:
    cursor_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    cursor = Cursor.load(cursor_file) if after is None else Cursor.after(after, cursor_file)
    feed = RegulatorFeed(access, account, cursor)
    seen = 0
    if not as_json:
        console.print(f"[dim]{account}, after delivery {cursor.sequence}; Ctrl-C leaves[/]")
    async with contextlib.aclosing(feed.messages()) as messages:
        async for message in messages:
            _show(message.sequence, message.payload, as_json)
            await _keep(feed)
            seen += 1
            if count is not None and seen >= count:
                return


async def _keep(feed: RegulatorFeed) -> None:
    """Store the cursor before the next message is shown. A full disk is waited for: whoever goes on
    without would show it all again after the next start."""
    told = False
    while True:
        try:
            return feed.commit()
        except OSError as error:
            if not told:
                typer.echo(
                    f"the cursor cannot be stored, waiting / 游标无法保存: {error}", err=True
                )
                told = True
            await asyncio.sleep(_AGAIN)


def _show_proved(message: Message, as_json: bool) -> None:
    _show(message.seq, message.payload, as_json)
    if message.proof is not None and not as_json:
        proof = message.proof
        what = "event and fields" if proof.content else "event"
        console.print(f"        [green]proved[/] {what}: entry {proof.index} of {proof.size}")


def _show(number: int, payload: bytes, as_json: bool) -> None:
    if as_json:
        typer.echo(payload.decode())
        return
    event = orjson.loads(payload)
    data = event["data"]
    kind = foreign(event["type"].removeprefix("cn.shenguan.linkage.").removesuffix(".v1"))
    past = "  (historic)" if data.get("historic") else ""
    said = "".join(f"  {label}{foreign(data[name])}" for name, label in _members(data))
    console.print(f"{number:>6}  {foreign(event['time'][:16])}  [bold]{kind:<22}[/]{said}{past}")


def _members(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Members to show and how they are called: of a task what it is known by, of any other message
    each single value that a person reads: no names of things inside, no digests."""
    if "taskNumber" in data:
        return [(name, label) for name, label in _TASK.items() if name in data]
    return [
        (name, f"{name} ")
        for name, value in data.items()
        if isinstance(value, str | int)
        and not (name in _INSIDE or name.endswith("Id") or len(str(value)) >= _DIGEST)
    ]


_TASK = {"taskNumber": "", "caseNumber": "case ", "itemCode": "item ", "signDue": "sign by "}
_AGAIN = 1.0  # seconds
_DIGEST = 64  # of SHA-256, hexadecimal
_INSIDE = frozenset({"position", "asOfPosition", "historic"})
