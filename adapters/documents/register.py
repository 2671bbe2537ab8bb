"""Who handed in which content: `ops.document`. A digest alone opens nothing (docs/adr/0020)."""

from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg_pool import ConnectionPool

_INSERT: LiteralString = """
INSERT INTO ops.document (region, digest, org, person, post, size, media_type)
VALUES (%(region)s, %(digest)s, %(org)s, %(person)s, %(post)s, %(size)s, %(media_type)s)
ON CONFLICT DO NOTHING"""
_KIND: LiteralString = """
SELECT size, media_type FROM ops.document
 WHERE region = %s AND digest = %s ORDER BY uploaded_at LIMIT 1"""


class HandedIn(NamedTuple):
    """Somebody handed in one content. `org`: the organisation, `person:<id>` of who has none, such
    as an applicant or a source of the whole county. `media_type` is what they say it is."""

    region: str
    digest: str
    org: str
    person: str
    post: str | None
    size: int
    media_type: str


class Kind(NamedTuple):
    """What is known of a content."""

    size: int
    media_type: str


class Register:
    """Rows of `ops.document`, one for each who handed a content in."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def add(self, handed_in: HandedIn) -> bool:
        """Note it; False if the same had handed it in before. Blocking."""
        with self._pool.connection() as connection:
            return connection.execute(_INSERT, handed_in._asdict()).rowcount == 1


def kind_of(connection: psycopg.Connection[Any], region: str, digest: str) -> Kind | None:
    """What a region knows of a content, None if nobody there handed it in."""
    row = connection.execute(_KIND, (region, digest)).fetchone()
    return Kind(*row) if row else None
