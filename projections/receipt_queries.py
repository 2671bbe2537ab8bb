"""Signed for up to N of M: what each organisation has signed of what went out to it."""

from typing import Any

import psycopg

from projections.pages import Page, Row, snapshot
from projections.scope import Scope


def receipts(connection: psycopg.Connection[Any], scope: Scope) -> Page[Row]:
    """One row a feed in scope, also where nothing has been signed. For scopes that are limited to
    items this is empty: a receipt covers all items of its feed."""
    where, params = scope.where(region="feed.region", org="feed.recipient", item="NULL::text")
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT feed.region, feed.recipient AS organisation, feed.seq AS last,
                       coalesce(receipt.seq, 0) AS signed, receipt.hash, receipt.post,
                       receipt.tree_size, receipt.root, receipt.signed_at
                  FROM proj.feed LEFT JOIN proj.receipt
                    ON (receipt.region, receipt.org) = (feed.region, feed.recipient)
                 WHERE {where} ORDER BY 1, 2""",
            params,
        ).fetchall()
    return Page(rows, None, position)


def packages(connection: psycopg.Connection[Any], scope: Scope) -> Page[Row]:
    """The offline packages made for organisations in scope, the newest first; at most 500."""
    where, params = scope.where(org="org", item="NULL::text")
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT region, org AS organisation, first_seq AS first, last_seq AS last, package,
                       made_at, received_at
                  FROM proj.package WHERE {where} ORDER BY made_at DESC, stream LIMIT 500""",
            params,
        ).fetchall()
    return Page(rows, None, position)
