"""反馈未采用: decided although a finding was open that nobody had consulted (domain.md §6, L-07).

Judged by what the log knew at the decision: a finding recorded after it blames nobody. Here the
guard prevents it; the rule watches what is reported, and what was recorded in the same moment.
"""

from collections.abc import Iterator

from domain.approval.events import PermitGranted
from domain.approval.opinion_events import FeedbackConsulted
from domain.approval.ruling_events import FilingRecorded
from domain.monitoring.circles import CircleView, Owed
from domain.monitoring.duties import Duty, Step
from domain.monitoring.findings import Severity
from domain.supervision.feedback import Noted, OpenFinding, open_finding

DECIDING = (PermitGranted.TYPE, FilingRecorded.TYPE)
CONSULTED = FeedbackConsulted.TYPE
_READ = {"task": "tasks", "inspection": "inspections", "commitment": "commitments"}


def feedback_ignored(view: CircleView) -> Iterator[Owed]:
    """反馈未采用: a finding on the subject was open and known, and was not consulted before the
    decision in its favour."""
    streams = view.by_stream()
    spoken = [acts for acts in streams.values() if acts[0].source in _READ]
    for decision in _first_decisions(view):
        read = [one for one in streams[decision.stream] if one.type == CONSULTED]
        left = [
            found
            for acts in spoken
            if (found := _known_then(acts, decision)) and not _was_read(found, read, decision)
        ]
        if left:
            left.sort(key=lambda one: one.position)
            step = Step(Severity.RED, decision.at, "+".join(sorted({f.gist for f in left})))
            proof = tuple(sorted({decision.position, *(one.position for one in left)}))
            orgs = (decision.org,) if decision.org else ()
            yield Owed(
                Duty("L-07", (step,), proof, decision.org),
                decision.stream, decision.stream, orgs, decision.data.get("itemCode"),
            )  # fmt: skip


def _first_decisions(view: CircleView) -> list[Noted]:
    """The first decision of each case."""
    found: dict[object, Noted] = {}
    for one in view.of(*DECIDING):
        found.setdefault(one.stream, one)
    return list(found.values())


def _known_then(acts: list[Noted], decision: Noted) -> OpenFinding | None:
    return open_finding((one for one in acts if one.known < decision.at), decision.at)


def _was_read(found: OpenFinding, read: list[Noted], decision: Noted) -> bool:
    return any(
        found.known <= one.at <= decision.at
        and str(found.stream) in one.data.get(_READ[found.source], ())
        for one in read
    )
