"""回执: up to where each organisation has signed for its feed, and which packages came back."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, LiteralString

from domain.delivery.events import PackageMade, PackageReceived, ReceiptSigned
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session


class Receipts(Projection):
    """`proj.receipt`: the newest receipt of each (region, organisation); receipts only go forward.
    `proj.package`: one row a package, by its stream."""

    name: ClassVar = "receipts"
    version: ClassVar = 1
    handles: ClassVar = frozenset({ReceiptSigned.TYPE, PackageMade.TYPE, PackageReceived.TYPE})
    tables: ClassVar = ("receipt", "package")

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("receipt")} (
            region text, org text, seq bigint NOT NULL, hash text NOT NULL, post text NOT NULL,
            tree_size bigint NOT NULL, root text NOT NULL, signed_at timestamptz NOT NULL,
            position bigint NOT NULL, PRIMARY KEY (region, org))"""
        yield f"""CREATE UNLOGGED TABLE {self.table("package")} (
            stream uuid PRIMARY KEY, region text NOT NULL, org text NOT NULL,
            first_seq bigint NOT NULL, last_seq bigint NOT NULL, package text NOT NULL,
            made_at timestamptz NOT NULL, received_at timestamptz)"""

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        for event in page:
            if event.type == ReceiptSigned.TYPE:
                self._signed(event, session)
            elif event.type == PackageMade.TYPE:
                self._made(event, session)
            else:
                session.run(
                    f"UPDATE {self.table('package')} SET received_at = %s WHERE stream = %s",
                    (event.recorded_at, event.stream),
                )

    def _signed(self, event: Recorded, session: Session) -> None:
        data = event.data
        session.run(
            f"""INSERT INTO {self.table("receipt")} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (region, org) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
                  post = excluded.post, tree_size = excluded.tree_size, root = excluded.root,
                  signed_at = excluded.signed_at, position = excluded.position""",
            (event.region, data["org"], data["feedSeq"], data["feedHash"], data["post"],
             data["treeSize"], data["root"], event.recorded_at, event.position),
        )  # fmt: skip

    def _made(self, event: Recorded, session: Session) -> None:
        data = event.data
        session.run(
            f"INSERT INTO {self.table('package')} VALUES (%s, %s, %s, %s, %s, %s, %s, NULL)",
            (event.stream, event.region, data["org"], data["firstSeq"], data["lastSeq"],
             data["package"], event.recorded_at),
        )  # fmt: skip
