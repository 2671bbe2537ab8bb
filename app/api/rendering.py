"""Rows and values as JSON of the public contract: camelCase, instants +08:00, hashes in hex."""

import dataclasses
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from starlette.responses import Response

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


@lru_cache(maxsize=4096)
def camel(name: str) -> str:
    """A field's name as the contract has it; codes and states that serve as keys stay as they
    are."""
    return to_camel(name) if _SNAKE.fullmatch(name) else name


def plain(value: Any) -> Any:
    """A value that JSON can hold; keys of rows and dataclasses turn to camelCase."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case datetime():
            return value.astimezone(SHANGHAI).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_none=True)
        case Mapping():
            return {camel(str(_key(k))): plain(v) for k, v in value.items()}
    return _composed(value)


def _composed(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            camel(field.name): plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if hasattr(value, "_asdict"):  # a named tuple
        return plain(value._asdict())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def _key(key: Any) -> Any:
    return key.value if isinstance(key, Enum) else key


def answer(content: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """A JSON answer of rendered content."""
    return Response(orjson.dumps(plain(content)), status, headers, "application/json")
