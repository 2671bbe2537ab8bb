"""domain.md §3.1 by hand: what every command comes to in every state of a case.

One line a command: the post that issues it, then one entry a state. `-` the state forbids it
(case-wrong-state), `ok` it is done and the state stays, a state in capitals: it is done and leads
there; anything else is the code of the refusal. Acts that stay are tried in the order of the lines
on one case, so that a request precedes its answer.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from app.api.contract.examples import BODIES
from domain.timing.days import shanghai_date

STATES = (
    "SUBMITTED", "RECEIVED", "SUPPLEMENTING", "ACCEPTED", "REVIEWING", "PAUSED", "TO_DECIDE",
    "DECIDED", "CERTIFIED", "CLOSED",
)  # fmt: skip
SHORT = dict(
    zip(("SUB", "REC", "SUP", "ACC", "REV", "PAU", "DUE", "DEC", "CER", "CLO"), STATES, strict=True)
)

TABLE = """
#                                         SUB REC SUP ACC REV PAU DUE DEC CER CLO
receive-materials            window-01    REC -   -   -   -   -   -   -   -   -
tell-not-required            window-01    -   CLO -   -   -   -   -   -   -   -
refuse-acceptance            window-01    -   CLO -   -   -   -   -   -   -   -
notice-supplement            window-01    -   SUP case-already-noticed - - - - - - -
resubmit-materials           window-01    -   -   REC -   -   -   -   -   -   -
accept-case                  window-01    -   ACC -   -   -   -   -   -   -   -
accept-with-gaps             window-01    -   ACC -   -   -   -   -   -   -   -
start-review                 reviewer-01  -   -   -   REV -   -   -   -   -   -
complete-review              reviewer-01  -   -   -   -   DUE -   -   -   -   -
return-for-review            decider-01   -   -   -   -   -   -   REV -   -   -
grant-permit                 decider-01   -   -   -   -   -   -   DEC -   -   -
refuse-permit                decider-01   -   -   -   -   -   -   DEC -   -   -
make-certificate             certmaker-01 -   -   -   -   -   -   -   CER -   -
deliver-result               window-01    -   -   -   -   -   -   -   -   CLO -
withdraw-application         window-01    CLO CLO CLO CLO CLO CLO CLO -   -   -
terminate-case               decider-01   CLO CLO CLO CLO CLO CLO CLO -   -   -
start-special-procedure      reviewer-01  -   -   -   -   PAU case-special-procedure-open - - - -
extend-deadline              head-01      -   -   -   ok  ok  ok  ok  -   -   -
assign-first-handler         window-01    ok  ok  ok  ok  ok  ok  ok  -   -   -
hand-over                    window-01    ok  ok  ok  ok  ok  ok  ok  none none -
assign-agent                 window-01    ok  ok  ok  ok  ok  ok  ok  ok  ok  -
declare-priority             head-01      ok  ok  ok  ok  ok  ok  ok  -   -   -
record-visit                 window-01    ok  ok  ok  ok  ok  ok  ok  ok  ok  -
request-pre-review           window-01    ok  -   -   -   -   -   -   -   -   -
answer-pre-review            window-01    ok  pre pre pre pre pre pre pre pre pre
opine-pre-approval           reviewer-01  ok  ok  ok  -   -   -   -   -   -   -
record-precondition-met      window-01    ok  ok  ok  pan pan pan pan -   -   -
convert-pre-approval         reviewer-01  -   -   -   pan pan -   -   -   -   -
record-material-fetched      window-01    ok  ok  ok  ok  ok  ok  ok  -   -   -
record-material-fetch-failed window-01    ok  ok  ok  ok  ok  ok  ok  -   -   -
supply-gap-material          window-01    -   -   -   gap gap gap gap -   -   -
compute-instant-decision     window-01    ins ins ins ins ins ins ins ins ins ins
record-filing                window-01    fil fil fil fil fil fil fil fil fil fil
notify-interested-parties    reviewer-01  -   -   -   -   ok  ok  -   -   -   -
request-hearing              window-01    -   -   -   -   ok  ok  told -  -   -
notice-hearing               reviewer-01  -   -   -   -   ok  ok  -   -   -   -
hold-hearing                 head-01      -   -   -   -   day day -   -   -   -
request-substantive-opinion  reviewer-01  -   -   -   -   ok  -   -   -   -   -
give-substantive-opinion     regulator-market -   -   -   -   ok  asked asked - - -
request-reviewer-opinion     reviewer-01  -   -   -   -   ok  -   -   -   -   -
give-reviewer-opinion        regrev-market -  -   -   -   ok  asked asked - - -
consult-feedback             decider-01   -   -   -   -   ok  ok  ok  -   -   -
order-survey                 reviewer-01  -   -   -   -   ok  -   -   -   -   -
escalate-decision            decider-01   -   -   -   -   -   -   ok  -   -   -
dispatch-result              window-01    -   -   -   -   -   -   -   -   ok  -
publish-notice               window-01    -   -   -   -   -   -   -   ok  ok  ok
file-objection               window-01    -   -   -   -   -   -   -   ok  ok  ok
decide-objection             head-01      -   -   -   -   -   -   -   ok  ok  ok
file-appeal                  window-01    -   -   -   -   -   -   -   ok  ok  ok
decide-appeal                head-01      -   -   -   -   -   -   -   ok  ok  ok
record-review-finding        efficiency-01 -  -   -   -   -   -   -   -   -   drawn
refer-accountability         efficiency-01 ok ok  ok  ok  ok  ok  ok  ok  ok  ok
end-special-procedure        reviewer-01  open open open open open REV open open open open
"""
CODES = {
    "-": "case-wrong-state",
    "none": "case-no-first-handler",
    "pre": "case-pre-review-not-open",
    "pan": "pre-approval-none",
    "gap": "case-gap-unknown",
    "ins": "case-not-instant",
    "fil": "case-not-a-filing",
    "told": "hearing-not-told",
    "day": "hearing-too-early",
    "asked": "opinion-not-requested",
    "drawn": "case-not-sampled",
    "open": "case-special-procedure-not-open",
}
HAPPY = (
    ("RECEIVED", "receive-materials"),
    ("ACCEPTED", "accept-case"),
    ("REVIEWING", "start-review"),
    ("TO_DECIDE", "request-substantive-opinion"),
    ("TO_DECIDE", "give-substantive-opinion"),
    ("TO_DECIDE", "complete-review"),
    ("DECIDED", "grant-permit"),
    ("CERTIFIED", "make-certificate"),
    ("CLOSED", "deliver-result"),
)
"""The commands that bring a case on, each with the state that it is on the way to."""
ASIDE = {
    "SUPPLEMENTING": ("RECEIVED", "notice-supplement"),
    "PAUSED": ("REVIEWING", "start-special-procedure"),
}
"""States beside the way: where from, and by what."""


def lines() -> dict[str, tuple[str, dict[str, str]]]:
    """Command → post, and what it comes to by state: `ok`, a state, or a code."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        name, post, *cells = line.split()
        by_state = dict(zip(STATES, cells, strict=True))
        found[name] = (post, {at: SHORT.get(c, CODES.get(c, c)) for at, c in by_state.items()})
    return found


def way_to(state: str) -> list[str]:
    """The commands that bring a fresh application into a state."""
    before, *last = ASIDE.get(state, (state,))
    order = ["SUBMITTED", *dict.fromkeys(on for on, _ in HAPPY)]
    reached = order[1 : order.index(before) + 1]
    return [*(name for on, name in HAPPY if on in reached), *last]


def body_of(name: str) -> dict[str, Any]:
    """What a command says here: the published example, where it fits the cases of this test."""
    if name == "notice-hearing":
        return {
            **BODIES[name],
            "heldOn": str(shanghai_date(datetime.now(UTC)) + timedelta(days=20)),
        }
    if name == "make-certificate":
        return {"certificateNumber": f"ZS-{uuid4()}"}
    return BODIES[name]
