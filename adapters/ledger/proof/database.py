"""`shenguan verify` against a database: every log in one snapshot, and what lies between logs."""

from collections.abc import Iterable, Mapping

from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.note import Verifier
from adapters.ledger.proof.parallel import several_processes
from adapters.ledger.proof.pgsource import PgLog, snapshot
from adapters.ledger.proof.verify import check_positions, open_all, verify_log

WHOLE = "*"
"""Stands for the database where a finding belongs to no single log."""


def verify_database(
    conninfo: str,
    keys: Mapping[str, Verifier],
    saved: Iterable[str] = (),
    only: str | None = None,
    jobs: int | None = None,
) -> list[Report]:
    """One report for each log, and one named `*` for the database.

    `keys` are the logs' public keys by origin, from outside the database; `saved` are checkpoint
    notes from outside (sealer, stream, witnesses, regulators). A log that a key or a note names
    and the database lacks is reported as missing. `only` restricts the work to one origin.
    `jobs` processes rehash a log (default: as many as pay off). Raises WorkerLost if one is lost.
    """
    notes: dict[str, list[str]] = {}
    for note in saved:
        notes.setdefault(note.split("\n", 1)[0], []).append(note)
    reports: list[Report] = []
    walk = several_processes(conninfo, jobs)
    with snapshot(conninfo) as database:
        logs = {log.head().origin: log for log in database.logs()}
        for origin, log in logs.items():
            if only in (None, origin):
                reports.append(verify_log(log, keys.get(origin), notes.get(origin, ()), walk))
        absent = sorted((set(notes) | set(keys)) - set(logs))
        reports += [
            _missing(origin, keys.get(origin), notes.get(origin, []))
            for origin in absent
            if only in (None, origin)
        ]
        if only is None:
            reports.append(_whole(database.positions(), sum(report.size for report in reports)))
    return reports


def _whole(positions: tuple[int, int, int, int], verified: int) -> Report:
    report = Report(WHOLE, size=positions[0])
    check_positions(report, *positions)
    if verified != positions[0]:
        detail = f"{positions[0]} entries, {verified} of them in order in some log"
        report.add("positions", detail=detail)
    return report


def _missing(origin: str, verifier: Verifier | None, notes: list[str]) -> Report:
    report = Report(origin)
    signed = open_all(report, notes, verifier)
    if verifier is None:
        report.add("key_unknown", detail=origin)
    elif not notes or signed:
        report.add("log_missing", detail=origin)
    return report


__all__ = ["WHOLE", "PgLog", "verify_database"]
