"""`items`: an official catalogue of items into the register."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.bootstrap import Container, opened
from app.cli.data import institution_of, onboarded
from app.cli.terminal import Json, console, foreign, settings, show_json, under_way
from app.ingest.item_mapping import ItemMapping, load_item_mapping
from app.ingest.items import ItemSummary, import_items
from app.ingest.mapping import FOLDER
from domain.registry.identifiers import WORDS


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("items")(load_items)


def load_items(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    mapping: Annotated[str, typer.Option(help="A mapping file, or a built-in name.")],
    with_init: Annotated[
        bool, typer.Option("--init", help="Onboard the mapping's own jurisdiction first.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish the items of a catalogue (CSV, TSV; gzip too).

    Bad rows go to FILE.rejected.ndjson with reasons. Codes that fail their check are told in
    FILE.findings.ndjson (rule D-08) and kept as written. Again adds nothing; a changed row becomes
    the item's next version. Exit 0; 1: a file broke off.
    Example: shenguan items guangan-items.tsv --mapping guangan_items --init
    """
    chosen = load_item_mapping(Path(mapping))
    with opened(settings(), readers=4) as container:
        if with_init and chosen.jurisdiction:
            onboarded(container, FOLDER / chosen.jurisdiction)
        found = {str(path): _loaded(container, path, chosen) for path in files}
    if as_json:
        show_json({path: body(summary) for path, summary in found.items()})
    else:
        for path, summary in found.items():
            _show(path, summary)
    raise typer.Exit(1 if any(one.broken for one in found.values()) else 0)


def _loaded(container: Container, path: Path, chosen: ItemMapping) -> ItemSummary:
    with under_way(path) as tell:
        return import_items(
            path,
            chosen,
            store=container.store,
            institution=institution_of(container, chosen.region),
            now=container.now(),
            beside=Path.cwd(),
            progress=lambda s: tell(f"{s.rows.read} items / 事项"),
        )


def body(summary: ItemSummary) -> dict[str, Any]:
    """The outcome as JSON; `findings`: rule D-08, by what is wrong."""
    rows = summary.rows
    return {
        "rows": {
            "read": rows.read, "recorded": rows.recorded, "alreadyThere": rows.already_there,
            "rejected": rows.rejected, "nextVersions": summary.next_versions,
        },
        "reasons": dict(summary.reasons),
        "findings": {
            flaw: {
                "items": count, "codes": len(summary.codes[flaw]),
                "zh": WORDS[flaw][0], "en": WORDS[flaw][1],
            }
            for flaw, count in summary.flaws.most_common()
        },
        "seconds": round(summary.seconds, 1),
        "broken": summary.broken and {
            "code": summary.broken.code, "reason": summary.broken.en, "reasonZh": summary.broken.zh,
        },
    }  # fmt: skip


def _show(path: str, summary: ItemSummary) -> None:
    rows = summary.rows
    console.print(
        f"{foreign(path)}: {rows.read} items / 事项 = {rows.recorded} recorded / 新录入 "
        f"({summary.next_versions} as next versions / 新版本) + {rows.already_there} already "
        f"there / 已存在 + {rows.rejected} rejected / 未录入; {summary.seconds:.1f} s"
    )
    for reason, number in sorted(summary.reasons.items()):
        console.print(f"  rejected / 未录入, {foreign(reason)}: {number}")
    for flaw, number in summary.flaws.most_common():
        zh, en = WORDS[flaw]
        codes = len(summary.codes[flaw])
        console.print(f"  D-08: {number} items with {codes} codes: {en} / {zh}")
    if summary.flaws:
        told = foreign(str(summary.findings_file))
        console.print(f"  each kept as written / 均按原样保留; told in / 详见 {told}")
    if summary.broken:
        text = f"broke off, {summary.broken.code}: {summary.broken.en} / {summary.broken.zh}"
        console.print(f"  [red]{foreign(text)}[/]")
