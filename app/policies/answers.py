"""How what a policy intends is put to the log: the same claims and times for every driver."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from adapters.ledger.batch import Claim
from app.commands.caller import Caller
from app.policies.policy import Cause, Gap, Intention, Policy
from domain.registry.institution import Institution
from domain.shared.act import NEXT_VERSION, Act, Meta
from domain.shared.errors import DomainError
from domain.shared.ids import refusals_id
from domain.shared.refusals import CommandRefused


def claim_of(policy: Policy, cause: Cause, part: str) -> Claim:
    """What makes an answer happen once, whoever gives it and however often."""
    text = f"policy:{policy.name}:{cause.position}" + (f":{part}" if part else "")
    return Claim(text, sha256(text.encode()).digest())


def driven(cause: Cause, institution: Institution) -> datetime | None:
    """In a simulated log time stands at its cause; in a real one it is now."""
    return cause.recorded_at if institution.simulated else None


def issuing(
    policy: Policy, cause: Cause, one: Intention, institution: Institution
) -> dict[str, Any]:
    """The keyword arguments with which the command handler takes an intention."""
    return {
        "target": one.target,
        "caller": Caller.system(cause.region, policy.name),
        "once": claim_of(policy, cause, one.part),
        "occurred_at": driven(cause, institution),
        "effective_date": one.effective_date,
        "causation_id": str(cause.event_id),
        "correlation_id": cause.meta.get("correlationId"),
    }


def misfit(cause: Cause, one: Intention, error: DomainError) -> Gap:
    """A command that names what is not there or does not fit: sources report what they like."""
    return Gap(cause.stream, type(one.command), error.zh, error.en, error.code)


def gap_act(
    policy: Policy,
    cause: Cause,
    gap: Gap,
    institution: Institution,
    now: datetime,
    part: str = "",
) -> tuple[Act, Claim]:
    """A gap as the refusal that goes into the trail beside its stream, and its claim."""
    event = CommandRefused(
        target=gap.stream,
        command=gap.command.NAME,
        code=gap.code,
        reason=gap.zh,
        reason_en=gap.en,
    )
    meta = Meta(
        occurred_at=driven(cause, institution) or now,
        actor=Caller.system(cause.region, policy.name).actor(),
        region=cause.region,
        item_code=cause.item_code,
        effective_date=cause.effective_on(institution),
        causation_id=str(cause.event_id),
    )
    return Act(refusals_id(gap.stream), NEXT_VERSION, meta, event), claim_of(
        policy, cause, f"gap:{part}" if part else "gap"
    )
