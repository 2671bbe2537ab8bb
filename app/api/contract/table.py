"""Which address answers what: one line a route. A test fails for a route without a line."""

from dataclasses import dataclass

from pydantic import BaseModel

from app.api.contract import (
    batches,
    calendar,
    described,
    documents,
    draws,
    feedback,
    feeds,
    inspections,
    institution,
    linkage,
    meetings,
    on_time,
    public,
    publicity,
    queue,
    rows,
    samples,
    shapes,
    subscriptions,
    surveys,
)
from app.api.contract import permits as permit_shapes

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route sends when all is well, and which problems it may answer beside the usual.

    `shape` None: a text. `tagged`: with an ETag, and 304 for who has it already.
    """

    shape: type[BaseModel] | None
    also: tuple[int, ...] = ()
    tagged: bool = True
    media: str = JSON
    other: str | None = None
    """Another media type in which the same can be asked for, as text."""


def _plain(shape: type[BaseModel] | None, *also: int, media: str = JSON) -> Answer:
    return Answer(shape, also, tagged=False, media=media)


READS: dict[str, Answer] = {
    "/healthz": _plain(shapes.Alive),
    "/readyz": _plain(shapes.Readiness),
    "/asyncapi.json": _plain(described.AsyncApi),
    "/metrics": _plain(None, media="text/plain"),
    "/v1/demo/jwks": _plain(shapes.Keys, 404),
    "/v1/me": Answer(shapes.Who),
    "/v1/items": Answer(shapes.Items),
    "/v1/items/{code}": Answer(shapes.Item, (404,)),
    "/v1/items/{code}/diff": Answer(institution.ItemDiff, (404,)),
    "/v1/organisations": Answer(shapes.Organisations),
    "/v1/responsibilities": Answer(institution.Responsibilities),
    "/v1/responsibilities/history": Answer(shapes.Page[institution.Told]),
    "/v1/responsibilities/gaps": Answer(institution.Gaps),
    "/v1/delegations": Answer(institution.Delegations),
    "/v1/seals": Answer(institution.Seals),
    "/v1/lists": Answer(institution.ReferenceLists),
    "/v1/lists/{kind}": Answer(institution.ReferenceList, (404,)),
    "/v1/hours": Answer(institution.Hours),
    "/v1/calendar": Answer(rows.Calendar),
    "/v1/calendar/add-workdays": Answer(rows.Added),
    "/v1/calendar/workdays-between": Answer(rows.Between),
    "/v1/calendar/due-dates": Answer(calendar.DueDates),
    "/v1/calendar/add-working-hours": Answer(calendar.AddedHours),
    "/v1/calendar/working-hours-between": Answer(calendar.HoursBetween),
    "/v1/calendar/add-calendar-days": Answer(calendar.AddedCalendarDays),
    "/v1/calendar/years/{year}": Answer(calendar.Year, (404,)),
    "/v1/cases": Answer(shapes.Page[rows.Case]),
    "/v1/cases/counts": Answer(rows.CountedLights),
    "/v1/cases/{case}": Answer(rows.OneCase, (404,)),
    "/v1/cases/{case}/trail": Answer(shapes.Page[rows.Act], (404,)),
    "/v1/cases/{case}/clocks": Answer(rows.Clocks, (404,)),
    "/v1/monitoring": Answer(rows.Monitoring),
    "/v1/monitoring/counts": Answer(rows.MonitoringCounts),
    "/v1/monitoring/findings": Answer(shapes.Page[rows.RuleFinding]),
    "/v1/monitoring/rules": Answer(rows.Rules),
    "/v1/queue": Answer(shapes.Page[rows.Case]),
    "/v1/queue/coming": Answer(shapes.Page[rows.Case]),
    "/v1/queue/owed/{what}": Answer(shapes.Page[queue.Owed]),
    "/v1/queue/pre-approvals": Answer(shapes.Page[queue.PreApproved]),
    "/v1/queue/today": Answer(queue.Today),
    "/v1/tasks": Answer(rows.Tasks),
    "/v1/tasks/counts": Answer(rows.CountedTasks),
    "/v1/tasks/disputed": Answer(linkage.DisputedTasks),
    "/v1/linkage/health": Answer(linkage.LinkageHealth),
    "/v1/linkage/health/tasks": Answer(linkage.LinkageTasks),
    "/v1/tasks/{task}": Answer(rows.OneTask, (404,)),
    "/v1/tasks/{task}/dossier": Answer(feedback.Dossier, (404,)),
    "/v1/commitments/due": Answer(rows.Commitments),
    "/v1/commitments/{commitment}": Answer(rows.OneCommitment, (404,)),
    "/v1/permits": Answer(permit_shapes.Permits),
    "/v1/permits/due": Answer(shapes.Page[permit_shapes.DuePermit]),
    "/v1/permits/attention": Answer(permit_shapes.Attention),
    "/v1/permits/reminders": Answer(shapes.Page[permit_shapes.PermitToRenew]),
    "/v1/permits/{permit}": Answer(permit_shapes.OnePermit, (404,)),
    "/v1/public/permits": _plain(permit_shapes.PublicPermits, 422),
    "/v1/surveys": Answer(shapes.Page[surveys.Survey]),
    "/v1/surveys/to-schedule": Answer(surveys.SurveysToSchedule),
    "/v1/surveys/lacking": Answer(surveys.LackingSurveys),
    "/v1/surveys/{survey}": Answer(surveys.OneSurvey, (404,)),
    "/v1/cases/{case}/feedback": Answer(feedback.CaseFeedback, (404,)),
    "/v1/cases/{case}/documents": Answer(documents.CaseDocuments, (404,)),
    "/v1/cases/{case}/query-code": _plain(public.QueryCode, 404),
    "/v1/publicity": Answer(shapes.Page[publicity.Grant]),
    "/v1/publicity/export": Answer(publicity.Export, (413,), tagged=False, other=publicity.CSV),
    "/v1/public/notices": Answer(publicity.Notices, (422,)),
    "/v1/public/on-time": Answer(on_time.OnTimeRates, (422,)),
    "/v1/public/cases": _plain(public.ApplicantsPage, 404, 422),
    "/v1/inspections": Answer(shapes.Page[inspections.Inspection]),
    "/v1/inspections/counts": Answer(inspections.CountedInspections),
    "/v1/inspections/not-fed-back": Answer(shapes.Page[inspections.Inspection]),
    "/v1/inspections/caps": Answer(inspections.CapUsages),
    "/v1/inspections/{inspection}": Answer(inspections.OneInspection, (404,)),
    "/v1/public/inspections": Answer(inspections.PublicInspections, (422,)),
    "/v1/inspection-plans": Answer(shapes.Page[draws.InspectionPlan]),
    "/v1/recusals": Answer(shapes.Page[draws.Recusal]),
    "/v1/draws": Answer(shapes.Page[draws.Draw]),
    "/v1/draws/pool": Answer(draws.DrawPool, (404,)),
    "/v1/draws/{draw}": Answer(draws.OneDraw, (404,)),
    "/v1/draws/{draw}/pools": Answer(draws.KeptPools, (404,)),
    "/v1/public/draws": Answer(shapes.Page[draws.PublicDraw], (422,)),
    "/v1/consultations": Answer(shapes.Page[meetings.Consultation]),
    "/v1/consultations/{consultation}": Answer(meetings.OneConsultation, (404,)),
    "/v1/resolutions": Answer(meetings.Resolutions),
    "/v1/standard-changes": Answer(shapes.Page[meetings.StandardChange]),
    "/v1/standard-changes/{change}": Answer(meetings.OneStandardChange, (404,)),
    "/v1/digests": Answer(shapes.Page[meetings.Digest]),
    "/v1/meetings": Answer(shapes.Page[meetings.Meeting]),
    "/v1/bulletins": Answer(shapes.Page[meetings.Bulletin]),
    "/v1/assessments": Answer(shapes.Page[meetings.Assessment]),
    "/v1/assessments/{year}/acts": Answer(meetings.AssessedActs, (404,)),
    "/v1/samples/pool": Answer(samples.Pool, (409,)),
    "/v1/documents/{digest}": _plain(None, 404, media="application/octet-stream"),
    "/v1/subscriptions": Answer(shapes.Page[subscriptions.Subscription]),
    "/v1/subscriptions/{subscription}": Answer(subscriptions.OneSubscription, (404,)),
    "/v1/subscriptions/{subscription}/dead-letters": Answer(
        shapes.Page[subscriptions.DeadLetter], (404,)
    ),
    "/v1/reminders": Answer(shapes.Page[subscriptions.Reminder]),
    "/v1/push-batches": Answer(shapes.Page[batches.PushBatch]),
    "/v1/push-batches/{batch}": Answer(batches.OnePushBatch, (404,)),
    "/v1/feeds": Answer(shapes.Page[rows.Feed]),
    "/v1/feeds/digest": Answer(feeds.FeedDigest),
    "/v1/feeds/receipts": Answer(shapes.Page[feeds.SignedReceipt]),
    "/v1/feeds/packages": Answer(shapes.Page[feeds.OfflinePackage]),
    "/v1/feeds/{region}/{organisation}/messages": Answer(feeds.FeedMessages),
    "/v1/feeds/{region}/{organisation}/compare": Answer(feeds.FeedComparison),
    "/v1/feeds/{region}/{organisation}/proofs": Answer(feeds.FeedProofs, (404,)),
    "/v1/feeds/{region}/{organisation}/sign-in": Answer(feeds.FeedSignIn, (404,)),
    "/v1/stream": _plain(None, media="text/event-stream"),
    "/v1/logs/{log}/checkpoint": _plain(None, 404, media="text/plain"),
    "/v1/logs/{log}/proof/inclusion": _plain(shapes.Inclusion, 404),
    "/v1/logs/{log}/proof/consistency": _plain(shapes.Consistency, 404),
    "/v1/logs/{log}/entries": _plain(shapes.Entries, 404),
}
WRITES: dict[str, Answer] = {
    "/v1/acts": _plain(shapes.Recorded, 404, 409, 415, 507),
    "/v1/documents": _plain(documents.StoredDocument, 415, 507),
    "/v1/samples": _plain(samples.Drawn, 404, 409, 415, 507),
    "/v1/demo/sign-in": _plain(shapes.SignedIn, 404, 415, 422, 503),
}
COMMAND = _plain(shapes.Done, 404, 409, 412, 415, 507)
"""What every command answers."""
