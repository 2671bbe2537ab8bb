"""While time is driven nobody else may act on it: policies and clock are kept out."""

import contextlib
from collections.abc import Generator

import psycopg

from app.roles import lock_number
from domain.shared.errors import Conflict

KEPT_OUT = ("policies", "clock")


@contextlib.contextmanager
def alone(url: str) -> Generator[None]:
    """Hold the roles of those who act by themselves; standbys go on waiting until the end.

    Raises:
        Conflict: followers-running, when one of them is at work on this database.
    """
    with psycopg.connect(url, autocommit=True) as session:
        for name in KEPT_OUT:
            row = session.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(name)]).fetchone()
            if not row or not row[0]:
                raise Conflict(
                    "followers-running",
                    f"“{name}”正在此数据库上运行，会按真实时间处理模拟办件；请先停止，或另用 --var",
                    f"role {name} runs on this database and would act on simulated cases in real "
                    "time: stop it first, or give another --var",
                )
        yield
