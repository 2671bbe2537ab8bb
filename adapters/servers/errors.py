"""What can go wrong with an embedded server; every message says what to do about it."""


class ServerError(Exception):
    """Base of all errors of this package; shown to the operator as they are, without a trace."""


class AlreadyRunning(ServerError):
    """Another shenguan holds the lock of this folder."""


class PortBusy(ServerError):
    """An explicitly wanted port is taken by another program."""


class FolderNotWritable(ServerError):
    """The data folder is read-only, or belongs to somebody else."""


class DiskFull(ServerError):
    """Too little space to start, or the server itself met ENOSPC."""


class DataOfAnotherVersion(ServerError):
    """The data folder was made by another PostgreSQL major version."""


class DatabaseOfNewerRelease(ServerError):
    """The database has had migrations that this release does not bring."""


class UpgradeFailed(ServerError):
    """The data folder could not be brought to this PostgreSQL; the old one is as it was."""


class NotADataFolder(ServerError):
    """`var/pg` holds something that is not a PostgreSQL data folder."""


class PasswordRejected(ServerError):
    """The key file does not fit the data folder (lost or exchanged)."""


class StartFailed(ServerError):
    """The server ended, or was not ready in time; the message carries the end of its log."""


class ConfigRefused(ServerError):
    """nats-server refuses the configuration; the running one stays in force."""


class MigrationFailed(ServerError):
    """dbmate failed; the message carries its output."""


class BinaryMissing(ServerError):
    """A program that should come with a Python package is not there."""


class CannotDropPrivileges(ServerError):
    """Started as root, but no unprivileged user can be used for PostgreSQL."""
