"""Is a backup whole, and is it older than what the world has seen?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.ledger.proof.checkpoint import open_checkpoint
from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.note import NoteError, Verifier, public_half
from adapters.ledger.proof.verify import verify_log
from app.backup.archive import Reader
from app.backup.errors import BackupFromNewerRelease, KeysRefused
from app.backup.manifest import Manifest
from app.backup.rows import BackupLog
from app.backup.take import Progress


@dataclass(frozen=True)
class Loss:
    """A log of which somebody holds a signed checkpoint beyond the end of the backup."""

    log: str
    restored: int
    known: int

    @property
    def entries(self) -> int:
        """How many entries are missing, at least."""
        return self.known - self.restored


@dataclass(frozen=True)
class Trust:
    """Public log keys by origin. `outside`: origins whose key did not come with the backup."""

    keys: Mapping[str, Verifier]
    outside: frozenset[str]

    def qualify(self, report: Report) -> Report:
        """A log proved by the backup's own key is coherent, and that is all."""
        if report.log in self.keys and report.log not in self.outside:
            detail = "the key came with the backup: give it with --key or --keys"
            report.add("key_unknown", detail=detail)
        return report


def trust(manifest: Manifest, given: Iterable[str], secrets: Mapping[str, bytes]) -> Trust:
    """Keys from outside (`given`: vkeys; `secrets`: the key file), else the backup's own pins."""
    try:
        outside = [Verifier.from_vkey(text.strip()) for text in given]
        outside += [
            public_half(secret.decode("ascii"))
            for name, secret in secrets.items()
            if name.startswith("log-") and name.endswith(".skey")
        ]
        own = [Verifier.from_vkey(text) for text in manifest.pins.values()]
    except (NoteError, UnicodeDecodeError) as error:
        raise KeysRefused(f"a log key cannot be read: {error} / 日志公钥无效") from error
    keys = {one.name: one for one in (*own, *outside)}
    return Trust(keys, frozenset(one.name for one in outside))


def check_parts(reader: Reader, progress: Progress = lambda *_: None) -> None:
    """Read every part to its end and compare its hash. Raises BackupDamaged, naming the part."""
    total, done = sum(part.bytes for part in reader.manifest.parts), 0
    for part in reader.manifest.files:
        _ = part.relative  # said before anything is written
    for part in reader.manifest.parts:
        for chunk in reader.chunks(part):
            done += len(chunk)
            progress("hashes / 校验", done, total)


def prove(reader: Reader, keys: Trust, saved: Iterable[str] = ()) -> list[Report]:
    """Every log of the file rehashed to its root, without a database."""
    notes = list(saved)
    reports = []
    for log in reader.manifest.logs:
        own = [note for note in notes if note.split("\n", 1)[0] == log.origin]
        report = verify_log(BackupLog(reader, log), keys.keys.get(log.origin), own)
        reports.append(keys.qualify(report))
    return reports


def check_migrations(manifest: Manifest, folder: Path) -> list[Path]:
    """This release's files for the steps that the backup's database has had."""
    files = {path.name.partition("_")[0]: path for path in folder.glob("*.sql")}
    if unknown := [step for step in manifest.migrations if step not in files]:
        raise BackupFromNewerRelease(
            f"the backup was made by release {manifest.release}, whose database has steps that "
            f"this one does not know ({', '.join(unknown)}): restore with that release or a newer "
            "one / 备份来自较新的版本"
        )
    return [files[step] for step in manifest.migrations]


def losses(
    manifest: Manifest, notes: Sequence[str], keys: Mapping[str, Verifier]
) -> tuple[list[Loss], list[str]]:
    """What checkpoints from outside prove to be missing, and those to compare the roots with.

    A note that no known key signed proves nothing: it is left to the verifier, which says so.
    """
    sizes = {log.origin: log.size for log in manifest.logs}
    newest: dict[str, int] = {}
    within = []
    for note in notes:
        origin = note.split("\n", 1)[0]
        try:
            signed = open_checkpoint(note, keys[origin]) if origin in keys else None
        except NoteError:
            signed = None
        if signed and signed.size > sizes.get(origin, 0):
            newest[origin] = max(signed.size, newest.get(origin, 0))
        else:
            within.append(note)
    found = [Loss(log, sizes.get(log, 0), size) for log, size in sorted(newest.items())]
    return found, within
