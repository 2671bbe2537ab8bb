"""Checks of single values that reports and imported rows share."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from app.reports.errors import problem
from domain.registry import uscc
from domain.shared.errors import DomainError

_RFC3339 = re.compile(
    r"(\d{4})-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_CODE = re.compile(r"[^\x00-\x1f]{1,120}")
FIRST_YEAR = 1900


def plain_text(values: Mapping[str, Any], name: str, field: str = "") -> str:
    """The text attribute `name`: 1 to 120 characters, none a control character."""
    value = values[name]
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        code = "nul-byte" if isinstance(value, str) and "\x00" in value else "bad-attribute"
        raise problem(code, field or name, fields=(field or name,))
    return value


def instant(text: object, field: str = "time") -> datetime:
    """An aware instant from RFC 3339 text.

    Raises:
        DomainError: bad-time, missing-offset.
    """
    found = _RFC3339.fullmatch(text) if isinstance(text, str) else None
    if found is None or int(found[1]) < FIRST_YEAR:
        raise problem("bad-time", str(text)[:60], fields=(field,))
    if found[2] is None:
        raise problem("missing-offset", found[0], fields=(field,))
    try:
        return datetime.fromisoformat(found[0].upper())
    except ValueError as error:
        raise problem("bad-time", f"{found[0]} ({error})", fields=(field,)) from None


@lru_cache(maxsize=4096)
def is_uscc(code: str) -> bool:
    """True for a unified social credit code; remembered, since few organisations report much."""
    return uscc.is_uscc(code)


def refuse_nul(value: object, path: str = "data") -> None:
    """Raise nul-byte for a text or key with U+0000 anywhere inside; costs only when suspected."""
    if isinstance(value, str) and "\x00" in value:
        raise problem("nul-byte", path, fields=(path,))
    if isinstance(value, dict):
        for key, inner in value.items():
            refuse_nul(key, path)
            refuse_nul(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            refuse_nul(inner, f"{path}[{number}]")


def invalid_fields(error: ValidationError, at: str) -> DomainError:
    """payload-invalid with every field that pydantic names, in JSON's spelling."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:20]
    fields = tuple(".".join((at, *map(str, one["loc"]))) for one in found)
    detail = "; ".join(f"{f} {one['msg']}" for f, one in zip(fields, found, strict=True))
    return problem("payload-invalid", detail[:500], fields=fields)
