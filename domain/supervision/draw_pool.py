"""两库: the lines that a random draw picks from, and what is announced of them (S3「两库一细则」).

A line holds all that the draw rests on, so that whoever has the lines repeats it without us.
"""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Self, TypeVar
from uuid import UUID

from domain.shared.event import Code, Digest, Value


class ObjectKind(StrEnum):
    """抽取对象种类."""

    PERMIT = "PERMIT"
    COMMITMENT = "COMMITMENT"


class PoolObject(Value):
    """抽取对象: a permit or commitment; `subject` is None where its holder is unknown."""

    key: UUID
    kind: ObjectKind
    item: Code
    grade: Code
    subject: UUID | None = None


class PoolInspector(Value):
    """抽取人员: an officer who may be drawn. `items` empty: any; `recused`: from which subjects."""

    person_id: Code
    licence: Code
    items: tuple[Code, ...] = ()
    recused: tuple[UUID, ...] = ()


class Pools(Value):
    """Both pools, each in the order of its keys whatever order they are given in."""

    objects: tuple[PoolObject, ...]
    inspectors: tuple[PoolInspector, ...]

    @classmethod
    def of(cls, objects: Iterable[PoolObject], inspectors: Iterable[PoolInspector]) -> Self:
        """Sorted, as they are digested."""
        by_person = sorted(inspectors, key=lambda one: one.person_id)
        return cls(
            objects=tuple(sorted(objects, key=lambda one: str(one.key))),
            inspectors=tuple(
                one.model_copy(
                    update={
                        "items": tuple(sorted(one.items)),
                        "recused": tuple(sorted(one.recused, key=str)),
                    }
                )
                for one in by_person
            ),
        )


Line = TypeVar("Line", PoolObject, PoolInspector)


def written(lines: Sequence[PoolObject] | Sequence[PoolInspector]) -> bytes:
    """Canonical JSON (RFC 8785) of a pool: an array of its lines, names in camelCase.

    The lines hold strings, arrays and null alone, and their names are ASCII: there `json` writes
    what RFC 8785 asks for; a test holds it to the log's own encoder.
    """
    plain = [line.model_dump(mode="json", by_alias=True) for line in lines]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(lines: Sequence[PoolObject] | Sequence[PoolInspector]) -> Digest:
    """What is announced of a pool."""
    return sha256(written(lines)).hexdigest()


def read(content: bytes, kind: type[Line]) -> tuple[Line, ...]:
    """The lines of a pool as it was written."""
    return tuple(kind.model_validate(line) for line in json.loads(content))
