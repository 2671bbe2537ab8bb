"""Identifiers that are derived, never drawn: the same input always names the same stream."""

from uuid import UUID, uuid5

ROOT = UUID("6f0f3c52-6d1c-5d0e-9b61-9e6c1d5f4a10")
"""Namespace of everything derived here. Changing it would rename every derived stream."""


def jurisdiction_id(origin: str) -> UUID:
    """Stream of the jurisdiction whose log has this origin (the line under its checkpoints)."""
    return uuid5(ROOT, f"jurisdiction:{origin}")


def organisation_id(jurisdiction: UUID, uscc: str) -> UUID:
    return uuid5(jurisdiction, f"organisation:{uscc}")


def item_id(jurisdiction: UUID, item_code: str) -> UUID:
    return uuid5(jurisdiction, f"item:{item_code}")


def post_id(jurisdiction: UUID, post: str) -> UUID:
    return uuid5(jurisdiction, f"post:{post}")


def responsibility_id(jurisdiction: UUID, item_code: str, function: str) -> UUID:
    """One stream for every assignment of one function of one item, so that overlaps can be seen."""
    return uuid5(jurisdiction, f"responsibility:{item_code}:{function}")


def delegation_id(jurisdiction: UUID, item_code: str, delegator: str, delegate: str) -> UUID:
    return uuid5(jurisdiction, f"delegation:{item_code}\x1f{delegator}\x1f{delegate}")


def seal_id(jurisdiction: UUID, seal: str) -> UUID:
    return uuid5(jurisdiction, f"seal:{seal}")


def reference_list_id(jurisdiction: UUID, kind: str) -> UUID:
    return uuid5(jurisdiction, f"reference-list:{kind}")


def service_window_id(jurisdiction: UUID, window: str) -> UUID:
    return uuid5(jurisdiction, f"service-window:{window}")


def calendar_id(jurisdiction: UUID) -> UUID:
    return uuid5(jurisdiction, "calendar")


def reported_case_id(jurisdiction: UUID, source: str, case_number: str) -> UUID:
    """Stream of a case worked in another system: derived from its number there.

    The separator occurs in no `Code`: ("urn:a", "b:1") and ("urn:a:b", "1") are two cases.
    """
    return uuid5(jurisdiction, f"case:{source}\x1f{case_number}")


def refusals_id(stream: UUID) -> UUID:
    """The refusal stream beside a case, task or commitment."""
    return uuid5(stream, "refusals")


def survey_id(case: UUID, number: int) -> UUID:
    return uuid5(case, f"survey:{number}")


def document_id(case: UUID, kind: str, number: str) -> UUID:
    """One document of a case: its kind and number, as printed on it."""
    return uuid5(case, f"document:{kind}:{number}")


def permit_id(case: UUID) -> UUID:
    """The permit that a case led to; what later cases change is still this one."""
    return uuid5(case, "permit")


def commitment_id(case: UUID) -> UUID:
    return uuid5(case, "commitment")


def task_id(case: UUID, org: str, cause: str) -> UUID:
    """The task that `cause` (an event id) created for one recipient organisation."""
    return uuid5(case, f"task:{org}:{cause}")


def inspection_id(region_log: UUID, org: str, number: str) -> UUID:
    """An inspection by its organisation and its number there; `region_log`: the jurisdiction."""
    return uuid5(region_log, f"inspection:{org}\x1f{number}")


def plan_id(jurisdiction: UUID, org: str, year: int) -> UUID:
    """The inspection plan of one organisation and year."""
    return uuid5(jurisdiction, f"inspection-plan:{org}:{year}")


def draw_id(jurisdiction: UUID, org: str, number: str) -> UUID:
    return uuid5(jurisdiction, f"draw:{org}\x1f{number}")


def recusal_id(jurisdiction: UUID, person: str, subject: UUID) -> UUID:
    return uuid5(jurisdiction, f"recusal:{person}\x1f{subject}")


def consultation_id(jurisdiction: UUID, number: str) -> UUID:
    return uuid5(jurisdiction, f"consultation:{number}")


def meeting_id(jurisdiction: UUID, kind: str, first: str) -> UUID:
    """The weekly or monthly meeting of the period that begins on `first` (ISO date)."""
    return uuid5(jurisdiction, f"meeting:{kind}:{first}")


def digest_id(jurisdiction: UUID, org: str) -> UUID:
    """The daily digests of one organisation."""
    return uuid5(jurisdiction, f"digest:{org}")


def bulletin_id(jurisdiction: UUID) -> UUID:
    return uuid5(jurisdiction, "bulletin")


def assessment_id(jurisdiction: UUID, year: int) -> UUID:
    return uuid5(jurisdiction, f"assessment:{year}")


def standard_change_id(jurisdiction: UUID, org: str, number: str) -> UUID:
    return uuid5(jurisdiction, f"standard-change:{org}\x1f{number}")


def linkage_policy_id(jurisdiction: UUID) -> UUID:
    return uuid5(jurisdiction, "linkage-policy")


def batch_id(jurisdiction: UUID, org: str, priority: str) -> UUID:
    """The periodic certificate pushes of one urgency to one organisation."""
    return uuid5(jurisdiction, f"push-batch:{org}:{priority}")


def reminders_id(jurisdiction: UUID, org: str) -> UUID:
    """The subscription of one organisation to reminders by SMS."""
    return uuid5(jurisdiction, f"reminders:{org}")


def sms_id(about: UUID, post: str, reminder: str, cause: str) -> UUID:
    """One reminder to one post about one thing, for one `cause` (an event id or a date)."""
    return uuid5(about, f"sms:{post}\x1f{reminder}\x1f{cause}")


def receipts_id(jurisdiction: UUID, org: str) -> UUID:
    """The signed receipts of one organisation's feed."""
    return uuid5(jurisdiction, f"receipts:{org}")


def package_id(jurisdiction: UUID, org: str, first: int, last: int) -> UUID:
    """The offline package of one stretch of an organisation's feed."""
    return uuid5(jurisdiction, f"package:{org}:{first}-{last}")


def event_id(stream: UUID, version: int) -> UUID:
    """Id of the event at `version` of `stream`; never stored, always derivable."""
    return uuid5(stream, str(version))
