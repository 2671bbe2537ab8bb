"""What goes out of consultations, of the rhythm of meetings and of changed standards."""

from domain.consultation import events as consultation
from domain.consultation import rhythm_events as rhythm
from domain.consultation import standard_events as standard
from projections.delivery_kinds import Due, Family, Kind, Lines

_ALL = ("lead", "proposer", "invited")
_SIDES = ("org", "addressee")

CONSULTATIONS = Family(
    "consultation",
    "/v1/consultations/{stream}",
    opening=consultation.ConsultationProposed,
    carried=("consultation_number", "kind", "lead", "item_code"),
    parties={"lead": "lead"},
    actor="proposer",
    kinds=(
        Kind(consultation.ConsultationProposed, ("lead", "proposer"), ("about",)),
        Kind(
            consultation.ConsultationConvened,
            ("lead", "proposer", ".invited"),
            ("held_on", "invited", "silence"),
            ("agenda",),
            dues=(Due("opinionDue", "opinion_days"),),
            sets={"invited": "invited"},
        ),
        Kind(consultation.OpinionGiven, ("lead", ".org"), ("org", "agreed")),
        Kind(consultation.OpinionLapsed, ("lead", ".org"), ("org", "counted_as")),
        Kind(consultation.ConsultationHeld, _ALL, ("attended",)),
        Kind(
            consultation.ConsultationConcluded,
            (*_ALL, ".resolutions"),
            ("minutes_number",),
            ("dissent",),
            lines=Lines("resolutions", ("number", "owner", "due")),
        ),
        Kind(consultation.ResolutionRescheduled, ("lead", "owner"), ("number", "due")),
        Kind(consultation.ResolutionCompleted, ("lead", "owner"), ("number",)),
        Kind(consultation.ConsultationEscalated, _ALL, ("level",)),
        Kind(consultation.ConsultationCancelled, _ALL),
    ),
)

DIGESTS = Family(
    "digest",
    "/v1/digests",
    kinds=(
        Kind(
            rhythm.DailyDigestSent,
            (".org",),
            ("day", "pushed", "unclaimed", "claimed_today", "unclaimed_this_month", "position"),
        ),
    ),
)
_BULLETIN = ("org", "pushed", "claimed", "deemed", "returned", "fedBack", "late")
BULLETINS = Family(
    "bulletin",
    "/v1/bulletins",
    kinds=(
        Kind(
            rhythm.MonthlyBulletinPublished,
            (".lines",),
            ("month", "position"),
            ("lines",),
            lines=Lines("lines", _BULLETIN, own="org"),
        ),
    ),
)
MEETINGS = Family(
    "meeting",
    "/v1/meetings",
    kinds=(
        Kind(
            rhythm.AgendaPrepared,
            (".lines",),
            ("kind", "first", "omitted", "position"),
            ("lines",),
            lines=Lines("lines", ("topic", "about", "number", "org", "since"), own="org"),
        ),
        Kind(rhythm.WeeklyMeetingHeld, (".attended",), ("attended",), ("settled",)),
        Kind(rhythm.MonthlyConsultationHeld, (".attended",), ("attended", "consultations")),
    ),
)
ASSESSMENTS = Family(
    "assessment",
    "/v1/assessments",
    kinds=(
        Kind(
            rhythm.YearlyAssessmentFrozen,
            (".scores",),
            ("year", "scheme", "position"),
            ("scores",),
            lines=Lines("scores", ("org", "points", "measures"), own="org"),
        ),
    ),
)
STANDARDS = Family(
    "standard-change",
    "/v1/standard-changes/{stream}",
    opening=standard.StandardChangeNotified,
    carried=("change_number", "org", "addressee", "item_codes"),
    parties={"org": "org", "addressee": "addressee"},
    kinds=(
        Kind(standard.StandardChangeNotified, _SIDES, ("effective_on",)),
        Kind(standard.StandardChangeAdopted, _SIDES, ("item_versions",)),
        Kind(standard.StandardChangeDeclined, _SIDES),
    ),
)
