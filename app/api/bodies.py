"""Bodies read strictly: one meaning per byte string, nothing that would fail further in.

Refused as malformed: invalid UTF-8, a byte order mark, duplicate keys, NaN and Infinity, lone
surrogates, NUL and other characters that nobody sees (DEL, C1 controls) or that make a text read
otherwise than it is stored (Unicode's directional overrides), endless numbers, nesting deeper than
`MAX_DEPTH`. A reader of the log must see what was sent.
"""

import json
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from app.api.problems import Problem, of_validation

MAX_DEPTH = 32
MAX_DIGITS = 18
UNSEEN = "\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069"
"""Ranges of a character class, as Python's, Rust's and ECMA's regular expressions take them."""
_UNSEEN = re.compile(f"[\\x00\\ud800-\\udfff{UNSEEN}]")
Model = TypeVar("Model", bound=BaseModel)


async def json_body(request: Request) -> Any:
    """The value of an `application/json` body; an absent body is an empty object."""
    content = await request.body()
    if not content and "content-type" not in request.headers:
        return {}
    expect_type(request, "application/json")
    return parse(content or b"{}")


async def model_body(request: Request, model: type[Model]) -> Model:
    """The body as a model; findings name the fields."""
    return validated(model, await json_body(request))


def validated(model: type[Model], value: Any) -> Model:
    """`value` as a model, judged strictly as JSON: an enum by its value, an instant by its text,
    but no number for a date and no text for a number."""
    try:
        return model.model_validate_json(json.dumps(value, ensure_ascii=False), strict=True)
    except ValidationError as error:
        raise of_validation(error.errors(include_url=False, include_input=False)) from None


def media_type(request: Request) -> str:
    """The media type in lower case, without parameters.

    Raises:
        Problem: a charset other than UTF-8, or a compressed body.
    """
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise Problem("unsupported-media-type", "只接受 UTF-8", "only UTF-8 is accepted")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported-media-type", "请求体不能压缩", "the body must not be compressed")
    return kind.strip()


def expect_type(request: Request, *accepted: str) -> str:
    """The media type, if it is an accepted one."""
    found = media_type(request)
    if found not in accepted:
        names = ", ".join(accepted)
        raise Problem("unsupported-media-type", f"可用: {names}", f"accepted: {names}")
    return found


def parse(content: bytes) -> Any:
    """The value of strict JSON bytes.

    Raises:
        Problem: `malformed-json`.
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refused,
            parse_int=_integer,
            parse_float=_float,
        )
    except RecursionError:
        raise _malformed("嵌套过深", "nested too deeply") from None
    except ValueError as error:
        raise _malformed(*_where(error)) from None
    _check(value, 0)
    return value


def _where(error: ValueError) -> tuple[str, str]:
    if isinstance(error, json.JSONDecodeError):
        return (
            f"第 {error.lineno} 行第 {error.colno} 列有误",
            f"line {error.lineno}, column {error.colno}",
        )
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8", "not UTF-8"
    return "含有不允许的数字或重复的键", "a number or a duplicate key that is not allowed"


def _malformed(zh: str, en: str) -> Problem:
    return Problem("malformed-json", zh, en)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("endless integer")
    return int(text)


def _float(text: str) -> float | int:
    """15.0 is the integer 15 (JSON Schema, 6.3)."""
    if len(text) > 2 * MAX_DIGITS:
        raise ValueError("endless number")
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("number beyond measure")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _refused(_: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _malformed("嵌套过深", "nested too deeply")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def _check_text(text: str) -> None:
    if found := _UNSEEN.search(text):
        name = f"U+{ord(found[0]):04X}"
        raise _malformed(f"含有不可见字符 {name}，请删去", f"holds {name}: leave it out")
