"""双公示: rows of the view as lines of the form, with names from the vault, and as CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg

from app.bootstrap import Container
from domain.approval.publicity import FIELDS, Grant, Party, record
from domain.registry.institution import Institution
from domain.shared.subject import SubjectKind
from projections.pages import Row
from projections.publicity_queries import applications, ended

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet computes; the last four in the full width of Chinese."""


def lines(
    container: Container,
    connection: psycopg.Connection[Any],
    region: str,
    rows: Sequence[Row],
    shown: Callable[[Party], Party] = lambda party: party,
) -> list[dict[str, str]]:
    """Each row as a line of the form. `shown`: what of a party may be seen. Blocking."""
    said = applications(connection, [row["case_id"] for row in rows])
    refs = {case: told["applicant"] for case, told in said.items() if told.get("applicant")}
    about = {case: UUID(told["permitId"]) for case, told in said.items() if told.get("permitId")}
    gone = ended(connection, set(about.values()))
    held = container.vault.reveal_all({UUID(ref["subjectId"]) for ref in refs.values()})
    institution = container.institutions.of(region)
    found = []
    for row in rows:
        ref = refs.get(row["case_id"])
        party = shown(_party(ref, held)) if ref else None
        over = row["ended"] is not None or about.get(row["case_id"]) in gone
        found.append(record(_grant(row, institution, over=over), party))
    return found


def _party(ref: Mapping[str, Any], held: Mapping[UUID, Mapping[str, str]]) -> Party:
    fields, kind = held.get(UUID(ref["subjectId"]), {}), SubjectKind(ref["kind"])
    if kind is SubjectKind.PERSON:  # the number stays where it is
        return Party(kind, fields.get("name", ""))
    named = fields.get("identifier", ""), fields.get("legalRepresentative", "")
    return Party(kind, fields.get("name", ""), *named)


def _grant(row: Row, institution: Institution, *, over: bool) -> Grant:
    """`over`: the permit that the grant led to, renewed or changed is no longer valid."""
    item = institution.item(row["item"], row["item_version"]) if row["item"] else None
    standard = item.standard if item else None
    org = row["org"] or ""
    return Grant(
        decided_on=row["decided_on"],
        decision_number=row["decision_number"],
        item_name=item.name if item else row["item"] or "",
        org=org,
        org_name=institution.organisation(org) or "",
        permit_number=row["permit_number"],
        certificate=standard.certificate_type if standard else None,
        conditions=tuple(row["conditions"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        ended=over,
    )


def as_csv(found: Iterable[Mapping[str, str]]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets want it; no cell is computed by one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    codes = [code for code, _ in FIELDS]
    writer.writerow(codes)
    writer.writerows([inert(line[code]) for code in codes] for line in found)
    return (BOM + text.getvalue()).encode()


def inert(cell: str) -> str:
    """A cell that a spreadsheet takes for text."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_FORMULA) else cell
