"""What stands before a start on an existing `var`: no half restore, this PostgreSQL's folder."""

import json
from collections.abc import Callable

from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.findings import Verdict
from adapters.ledger.proof.note import Verifier
from adapters.servers.address import PostgresAddress
from adapters.servers.errors import UpgradeFailed
from adapters.servers.upgrade import upgrade
from app.backup import folder
from app.embedded import DATABASE
from app.settings import Settings


def bring_up_to_date(settings: Settings, say: Callable[[str], None]) -> None:
    """Refuse an unfinished restore; upgrade a data folder of an older PostgreSQL, and prove every
    log in it against the pinned keys and the sealer's notes before it takes the old one's place."""
    folder.check(settings.var)
    kept = upgrade(settings.var, prove=lambda server: _prove(settings, server), progress=say)
    if kept is not None:
        say(
            f"PostgreSQL: upgraded and proved; {kept} is the old folder, remove it when you have "
            "a backup of the new one / 升级完成，旧目录可在备份后删除"
        )


def _prove(settings: Settings, server: PostgresAddress) -> None:
    pins = [path.read_text("ascii").strip() for path in settings.keys.glob("log-*.vkey")]
    keys = {key.name: key for key in map(Verifier.from_vkey, pins)}
    sealer = (settings.var / "sealer").glob("*.json")
    notes = [json.loads(path.read_text("utf-8"))["note"] for path in sealer]
    reports = verify_database(server.url(DATABASE), keys, notes)
    bad = [finding for report in reports for finding in report.findings if finding.verdict > 10]
    if max((report.verdict for report in reports), default=Verdict.SOUND) > Verdict.INCOMPLETE:
        raise UpgradeFailed(
            "a log is not sound after the copy, the old folder is as it was: "
            + "; ".join(finding.en for finding in bad[:3])
        )
