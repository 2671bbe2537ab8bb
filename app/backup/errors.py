"""What can be wrong with a backup or its target; each message says what to do."""


class BackupError(Exception):
    """Base: one line for the operator, in English and Chinese, exit code 2."""


class BackupDamaged(BackupError):
    """The file is cut, altered or not one of ours; the message names the part."""


class BackupFromNewerRelease(BackupError):
    """This release does not know the format, or a migration that the backup's database has had."""


class TargetNotEmpty(BackupError):
    """There is something where the restore would go."""


class TargetRefused(BackupError):
    """The database cannot be restored into with these addresses; the message says why."""


class RestoreUnfinished(BackupError):
    """The database was left half restored, or waits for somebody to accept a loss."""


class KeysRefused(BackupError):
    """The key file does not open, or its keys are not those of the backup."""
