"""What a regulator must hear of, and must not be retried silently."""


class KitError(Exception):
    """The base: the message says what to do."""


class SignInRefused(KitError):
    """The token or the key is not (or no longer) accepted."""


class Refused(KitError):
    """The server refused a request: `code` as in its problem document."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class Unreachable(KitError):
    """Nobody answered within the kit's patience."""


class Forked(KitError):
    """The log's key has signed two histories. Both notes are kept in `evidence`: show them to the
    discipline inspectors, and do not go on."""


class FeedDiffers(KitError):
    """What went out to this organisation is not (any more) what this kit holds; `seq` is the first
    message that differs, None where what is held does not reach so far back."""

    def __init__(self, seq: int | None, text: str) -> None:
        super().__init__(text)
        self.seq = seq
