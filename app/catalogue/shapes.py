"""The fields of an event or value, as they stand in the stored JSON."""

import types
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Le
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

_PLAIN = {
    str: "text",
    int: "integer",
    bool: "true or false",
    UUID: "UUID",
    date: "date",
    datetime: "instant",
    AwareDatetime: "instant",
}


def shape(annotation: Any) -> str:
    """A type in words: `integer`, `list of text`, an enum or a value by its class name."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(shape(part) for part in arguments if part is not type(None))
    if origin is tuple:
        return f"list of {shape(arguments[0])}"
    if origin is dict:
        return f"map of {shape(arguments[1])}"
    if isinstance(annotation, type):
        return f"`{annotation.__name__}`"
    return shape(arguments[0])  # Annotated


def field_line(field: FieldInfo) -> str:
    """`caseNumber: text`, with limits and with the default, if there is one."""
    name = field.serialization_alias or field.alias or ""
    limits = [f">= {m.ge}" for m in field.metadata if isinstance(m, Ge)]
    limits += [f"<= {m.le}" for m in field.metadata if isinstance(m, Le)]
    text = f"{name}: {shape(field.annotation)}"
    if limits:
        text += f" ({', '.join(limits)})"
    return text + _default(field)


def _default(field: FieldInfo) -> str:
    default = field.default
    if default is PydanticUndefined:
        return ""
    if default is None:
        return ", may be absent"
    if isinstance(default, Enum):
        default = default.value
    if isinstance(default, bool):
        default = str(default).lower()
    return f", else `{list(default) if isinstance(default, tuple) else default}`"


def values_in(models: tuple[type[BaseModel], ...]) -> tuple[type[BaseModel], ...]:
    """Every value class that the models' fields hold, directly or not, in order of appearance."""
    found: list[type[BaseModel]] = []
    waiting: list[Any] = [field.annotation for m in models for field in m.model_fields.values()]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, type) and issubclass(one, BaseModel):
            if one not in found:
                found.append(one)
                waiting += [field.annotation for field in one.model_fields.values()]
        else:
            waiting += get_args(one)
    return tuple(found)
