"""The log's defences in the database, compared at start-up with what this release installed.

A superuser can disable a trigger, replace a function or hide a row behind a policy (ledger.md,
attacks 14, 16, 17). That is not prevented here, it is noticed: whoever opens the log reads the
catalogue and refuses to work on a log whose guards are not the ones it knows.
"""

from hashlib import sha256
from typing import Any, LiteralString

import psycopg

_CATALOGUE: tuple[tuple[str, LiteralString], ...] = (
    (
        "triggers",
        """SELECT c.relname, t.tgname, t.tgenabled, t.tgtype, p.proname
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE c.relnamespace = 'ledger'::regnamespace AND NOT t.tgisinternal""",
    ),
    (
        "functions",
        """SELECT p.oid::regprocedure::text, p.prosrc, p.prosecdef, p.proconfig::text,
                  p.proowner::regrole::text
             FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace""",
    ),
    (
        "tables",
        """SELECT c.relname, c.relkind, c.relowner::regrole::text, c.relrowsecurity
             FROM pg_class c
            WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'v', 'm')""",
    ),
    (
        "rights",  # of others than the owner, whose own letters differ between releases
        """SELECT c.relname, a.grantee::regrole::text, a.privilege_type
             FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = 'ledger'::regnamespace AND a.grantee <> c.relowner
            UNION ALL
           SELECT p.oid::regprocedure::text, a.grantee::regrole::text, a.privilege_type
             FROM pg_proc p, aclexplode(p.proacl) a
            WHERE p.pronamespace = 'ledger'::regnamespace AND a.grantee <> p.proowner""",
    ),
    ("policies", "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'ledger'"),
    ("rules", "SELECT tablename, rulename FROM pg_rules WHERE schemaname = 'ledger'"),
)
PINNED = "100f2d221381b994f099d97fa5251a82c8927b429d9bf8fd073082a896a912f7"
"""Fingerprint of a database that this release's migrations made; a test holds it to them."""


class DefencesChanged(RuntimeError):
    """The log's guards in the database are not this release's: nothing is read or written."""


def fingerprint(connection: psycopg.Connection[Any]) -> str:
    """SHA-256, hexadecimal, over triggers, functions, rights, policies and rules of the log."""
    digest = sha256()
    for name, query in _CATALOGUE:
        rows = sorted(repr(tuple(row)) for row in connection.execute(query))
        digest.update(f"{name}\n{chr(10).join(rows)}\n".encode())
    return digest.hexdigest()


def check(connection: psycopg.Connection[Any]) -> None:
    """Compare the catalogue with the pinned fingerprint.

    Raises:
        DefencesChanged: it differs; `shenguan verify` tells whether the log itself does.
    """
    found = fingerprint(connection)
    if found != PINNED:
        raise DefencesChanged(
            f"the log's triggers, functions or rights in the database are not this release's "
            f"({found[:12]}, expected {PINNED[:12]}). Run `shenguan verify` to see whether the log "
            "is sound, and `shenguan migrate` if this release is newer than the database / "
            "数据库中日志的防护与本版本不符，请先运行 shenguan verify"
        )
