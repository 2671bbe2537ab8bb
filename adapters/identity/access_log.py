"""Who looked at trails and personal data, and who was turned away: `ops.access_log`."""

from dataclasses import dataclass

from psycopg_pool import ConnectionPool


@dataclass(frozen=True, slots=True)
class Access:
    """One look, or one attempt. `region` is that of the data; `target` an id, never a name."""

    region: str | None
    person: str
    post: str | None
    action: str
    allowed: bool
    target: str | None = None
    purpose: str | None = None
    detail: str | None = None


class AccessLog:
    """Writes rows at once: an answer with personal data is not given before its row is stored."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def write(self, access: Access) -> None:
        """Store one row. Blocking; raises psycopg errors, so that nothing is read unlogged."""
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO ops.access_log"
                " (region, person, post, action, target, purpose, allowed, detail)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    access.region,
                    access.person,
                    access.post,
                    access.action,
                    access.target,
                    access.purpose,
                    access.allowed,
                    access.detail,
                ],
            )
