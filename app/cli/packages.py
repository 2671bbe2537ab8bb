"""`sign-package`, `receive-package`: the way back of an offline package."""

import json
from pathlib import Path
from typing import Annotated

import typer

from adapters.bus.nkey import NkeyError
from adapters.ledger.proof.strict_json import NotCanonical
from app.bootstrap import opened
from app.cli.terminal import console, settings
from app.commands.caller import Caller
from app.kit.package import read_receipt, sign_package
from app.kit.regulator import read_key
from app.packaging import make_package
from app.settings import SettingsError
from domain.delivery.commands import ReceivePackage

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("sign-package")(sign)
    app.command("receive-package")(receive)


def write_package(region: str, organisation: str, first: int, last: int | None, to: Path) -> None:
    """`export --feed`: the package of a stretch, whole or not at all."""
    with opened(settings(), readers=2) as container:
        content = make_package(container, region, organisation, first, last)
    beside = to.with_name(to.name + ".new")
    beside.write_bytes(content)
    beside.replace(to)
    console.print(f"{len(content)} bytes in {to}; prove it: shenguan verify --file {to} --key …")


def sign(
    file: File,
    key: Annotated[Path, typer.Option(exists=True, help="The post's key (SU…), mode 0600.")],
    to: Annotated[Path, typer.Option(help="The receipt, to be sent back.")] = Path("receipt.json"),
) -> None:
    """Sign for an offline package, at the department: needs no server and no network.

    Example: shenguan sign-package stretch.zip --key liaison.seed --to receipt.json
    """
    try:
        receipt = sign_package(file, read_key(key))
    except (NotCanonical, NkeyError, PermissionError) as error:
        raise SettingsError(str(error)) from None
    to.write_text(json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", "utf-8")
    console.print(f"signed for {receipt['org']} up to message {receipt['lastSeq']}: {to}")


def receive(
    receipt: File,
) -> None:
    """Record that the receipt of an offline package has come back; its signature is checked.

    Example: shenguan receive-package receipt.json
    """
    try:
        found = read_receipt(receipt.read_text("utf-8"))
        region, command = found["region"], command_of(found)
    except (NotCanonical, KeyError, ValueError) as error:
        raise SettingsError(f"{receipt}: {error}") from None
    chosen = settings()
    with opened(chosen, readers=1) as container:
        log = container.store.log(region)
    if log is not None and log.simulated:  # its posts sign by the keys that the demo made for them
        chosen = chosen.model_copy(update={"demo": True})
    with opened(chosen, readers=1) as container:
        container.handler.handle_sync(command, caller=Caller.system(region, "receive-package"))
    console.print(f"received by {command.organisation}: messages up to {command.last_seq}")


def command_of(found: dict[str, object]) -> ReceivePackage:
    """The command that a receipt file stands for; ValueError if it cannot be one."""
    return ReceivePackage.model_validate(
        {
            "organisation": found["org"],
            "firstSeq": found["firstSeq"],
            "lastSeq": found["lastSeq"],
            "package": found["package"],
            "publicKey": found["publicKey"],
            "signature": found["signature"],
        }
    )
