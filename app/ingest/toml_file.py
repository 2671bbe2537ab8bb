"""A TOML file read into its model; what is wrong with it is told by line or by key."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.ingest.errors import fault

M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, model: type[M], code: str) -> M:
    """The file as `model` has it.

    Raises:
        DomainError: `code`, naming the line (syntax) or the keys (content).
    """
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fault(code, f"{path.name}: {error}") from None
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        keys = tuple(".".join(map(str, one["loc"])) for one in found)
        detail = "; ".join(f"{k}: {one['msg']}" for k, one in zip(keys, found, strict=True))
        raise fault(code, f"{path.name}: {detail}", fields=keys) from None
