"""domain.md §3.1 by hand: what every command comes to in every state of a survey.

One line a command: the post that issues it, then one entry a state. `ok` it is done and the state
stays, a state in capitals: it is done and leads there; anything else stands for the code of the
refusal. Acts that stay are tried in the order of the lines on one survey.
"""

STATES = ("ORDERED", "ASSIGNED", "FILED", "NOTIFIED", "CONDUCTED", "CONCLUDED", "VISITED")
SHORT = dict(zip(("ORD", "ASS", "FIL", "NOT", "CON", "CLU", "VIS"), STATES, strict=True))

TABLE = """
#                                    ORD   ASS   FIL   NOT   CON   CLU   VIS
assign-surveyors    head-01          ASS   ok    ok    ok    done  done  done
file-survey-before  surveyor-01      none  FIL   filed filed done  done  done
notify-survey       surveyor-01      none  NOT   NOT   ok    done  done  done
excuse-survey       regulator-health none  alien alien ok    alien alien alien
attend-survey       regulator-health none  alien alien ok    alien alien alien
give-survey-opinion regulator-health none  alien alien yet   alien alien alien
invite-observer     head-01          none  ok    ok    ok    done  done  done
attend-as-observer  regulator-health none  ok    ok    ok    watch watch watch
remark-as-observer  regulator-health none  ok    ok    ok    watch watch watch
merge-surveys       head-01          none  case  case  case  case  case  case
conduct-survey      surveyor-01      who   CON   CON   early done  done  done
file-survey-after   surveyor-01      none  yet   yet   yet   ok    ok    ok
conclude-survey     surveyor-02      none  yet   yet   yet   CLU   said  said
record-return-visit efficiency-01    none  open  open  open  open  VIS   paid
entrust-survey      head-01          ok    ok    ok    ok    done  done  done
"""
CODES = {
    "none": "survey-not-found",
    "case": "case-not-found",
    "done": "survey-already-conducted",
    "filed": "survey-already-filed",
    "alien": "survey-not-invited",
    "watch": "survey-not-observer",
    "yet": "survey-not-conducted",
    "who": "survey-not-assigned",
    "early": "survey-before-planned-day",
    "said": "survey-already-concluded",
    "open": "survey-not-concluded",
    "paid": "survey-already-visited",
}
_WAY = {
    "ASSIGNED": ("assign-surveyors",),
    "FILED": ("assign-surveyors", "file-survey-before"),
    "NOTIFIED": ("assign-surveyors", "file-survey-before", "notify-survey"),
    "CONDUCTED": ("assign-surveyors", "conduct-survey"),
    "CONCLUDED": ("assign-surveyors", "conduct-survey", "conclude-survey"),
    "VISITED": ("assign-surveyors", "conduct-survey", "conclude-survey", "record-return-visit"),
}


def lines() -> dict[str, tuple[str, dict[str, str]]]:
    """Command → post, and what it comes to by state: `ok`, a state, or a code."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        name, post, *cells = line.split()
        by_state = dict(zip(STATES, cells, strict=True))
        found[name] = (post, {at: SHORT.get(c, CODES.get(c, c)) for at, c in by_state.items()})
    return found


def way_to(state: str) -> tuple[str, ...]:
    """The commands that bring a survey just ordered into a state."""
    return _WAY.get(state, ())
