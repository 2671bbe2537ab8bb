"""The last member of a backup, `manifest.json`: what it holds, and by what it can be proved."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.backup.errors import BackupDamaged, BackupFromNewerRelease

FORMAT = "shenguan-backup/1"
NAME = "manifest.json"
_HASH = Field(pattern=r"^[0-9a-f]{64}$")
# they become names in var/keys: whoever wrote the backup may not choose another place
_PinName = Annotated[str, Field(pattern=r"^log-[^/\x00-\x1f]+\.vkey$")]
_Pin = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,1024}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TablePart(_Part):
    """Rows of one table, COPY in binary format. `log`: the entries of one log, by index.

    `columns` are (name, type as PostgreSQL writes it); `rows` and `bytes` count what is inside,
    before compression; `sha256` is of those bytes.
    """

    kind: Literal["table"] = "table"
    name: str
    table: str = Field(pattern=r"^(ledger|vault|ops)\.[a-z_][a-z0-9_]*$")
    log: int | None = None
    columns: tuple[tuple[str, str], ...]
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str = _HASH


class FilePart(_Part):
    """A file of `var`, `path` relative to it: a document, or the sealer's memory."""

    kind: Literal["file"] = "file"
    name: str
    path: str
    bytes: int = Field(ge=0)
    sha256: str = _HASH

    @property
    def relative(self) -> PurePosixPath:
        """The path, proved to stay where it belongs: `docs/…` or `sealer/…`."""
        path = PurePosixPath(self.path)
        if (
            path.is_absolute()
            or {"..", "\0"} & {*path.parts, *self.path}
            or len(path.parts) < 2
            or path.parts[0] not in ("docs", "sealer")
        ):
            raise BackupDamaged(f"a backup's file may not go to {self.path!r} / 备份含非法路径")
        return path


class LogHead(_Part):
    """One log at the moment of the backup; `note`: its newest signed checkpoint."""

    id: int
    origin: str
    region: str
    simulated: bool
    size: int = Field(ge=0)
    root: str = _HASH
    note: str | None = None


class Manifest(_Part):
    """`position`: the database head · `migrations`: steps the database has had · `pins`: public
    log keys by file name · `secrets`: fingerprint of each secret key file, never the key."""

    format: Literal["shenguan-backup/1"] = FORMAT
    id: UUID
    release: str
    taken_at: AwareDatetime
    position: int = Field(ge=0)
    migrations: tuple[str, ...]
    logs: tuple[LogHead, ...]
    pins: dict[_PinName, _Pin]
    secrets: dict[str, str]
    settings: dict[str, Any]
    parts: tuple[TablePart | FilePart, ...]

    @property
    def tables(self) -> tuple[TablePart, ...]:
        """Parts that are rows, in the order in which they can be loaded."""
        return tuple(part for part in self.parts if isinstance(part, TablePart))

    @property
    def files(self) -> tuple[FilePart, ...]:
        """Parts that are files."""
        return tuple(part for part in self.parts if isinstance(part, FilePart))

    def age(self, now: datetime) -> str:
        """How long ago it was taken, for people."""
        minutes = int((now - self.taken_at).total_seconds() // 60)
        return f"{minutes // 1440} d {minutes // 60 % 24} h {minutes % 60} min"

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Raises BackupDamaged, or BackupFromNewerRelease for a format that is not known yet."""
        try:
            return cls.model_validate_json(raw)
        except ValidationError as error:
            first = error.errors()[0]
            if first["loc"] == ("format",) and str(first["input"]).startswith("shenguan-backup/"):
                raise BackupFromNewerRelease(
                    f"the backup's format is {first['input']}, this release reads {FORMAT}: "
                    "restore with the release that made it, or a newer one / 备份格式较新"
                ) from None
            where = ".".join(str(part) for part in first["loc"])
            raise BackupDamaged(
                f"{NAME}: {where}: {first['msg']}: take another backup file / 备份清单损坏"
            ) from None
