"""What can go wrong in the domain, by kind. Only `app/api/problems.py` turns a kind into HTTP."""

from enum import StrEnum


class Kind(StrEnum):
    """Family of an error; decides how a caller may go on."""

    INVALID = "INVALID"  # mend the request
    NOT_FOUND = "NOT_FOUND"  # name something that exists
    REFUSED = "REFUSED"  # a rule forbids the act in this state; it is in the trail
    FORBIDDEN = "FORBIDDEN"  # this post may not do it; it is in the trail
    CONFLICT = "CONFLICT"  # somebody was faster; load again
    UNAVAILABLE = "UNAVAILABLE"  # try later


class DomainError(Exception):
    """An expected failure. `code` is stable and documented; zh and en tell what to do."""

    kind: Kind = Kind.INVALID

    def __init__(self, code: str, zh: str, en: str, *, fields: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.fields = fields


class Invalid(DomainError):
    kind = Kind.INVALID


class NotFound(DomainError):
    kind = Kind.NOT_FOUND


class Refused(DomainError):
    """A business refusal: recorded as `CommandRefused` beside the stream it was aimed at."""

    kind = Kind.REFUSED


class Forbidden(DomainError):
    kind = Kind.FORBIDDEN


class Conflict(DomainError):
    kind = Kind.CONFLICT


class Unavailable(DomainError):
    kind = Kind.UNAVAILABLE
