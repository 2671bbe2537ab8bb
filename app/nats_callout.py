"""`shenguan nats-callout`: people sign in to NATS with the bearer token they use everywhere.

Several run at once: the questions are shared by a queue group, so no lock and no order of starting.
"""

import asyncio
import signal

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from adapters.bus.callout import Admitted, CalloutService, NotAdmitted
from adapters.identity.tokens import IssuerUnreachable, TokenRefused
from app import telemetry
from app.bootstrap import Container, callout_of, opened
from app.bus import reads
from app.nats_accounts import user_name
from app.nats_keys import NoSuchAccount, account_key
from app.settings import Settings
from domain.shared.errors import DomainError
from domain.timing.days import shanghai_date

log = structlog.get_logger(__name__)


def judged(container: Container, token: str) -> Admitted:
    """Whom a token admits to which feed: the rule of `app.bus.readers`, asked for one person.

    Raises:
        NotAdmitted: a token that proves nothing, a post that is not held or reads no feed.
    """
    try:
        identity = container.verifier.verify(token)
    except TokenRefused as error:
        raise NotAdmitted(f"token refused: {error.reason}") from error
    except IssuerUnreachable as error:
        raise NotAdmitted("the issuer's keys cannot be read") from error
    institution = container.institutions.find(identity.region)
    today = shanghai_date(container.now())
    post = institution.post(identity.post, today) if institution else None
    if post is None or post.person_id != identity.person_id:
        raise NotAdmitted("this person does not hold this post today")
    if post.org is None or not reads(post):
        raise NotAdmitted("this post has no feed of its own")
    try:
        account = account_key(container.settings, identity.region, post.org)
    except NoSuchAccount as error:
        raise NotAdmitted("the accounts' keys are not on this machine") from error
    log.info("nats_token_admitted", region=identity.region, post=post.post)
    until = int(identity.expires_at.timestamp())
    return Admitted(account, user_name(identity.region, post), until)


def service_of(container: Container) -> CalloutService:
    """One instance over a container. Raises NoSuchAccount."""

    async def judge(token: str) -> Admitted:
        try:
            return await asyncio.to_thread(judged, container, token)
        except DomainError as error:
            raise NotAdmitted(error.en) from error
        except (psycopg.Error, PoolTimeout) as error:
            raise NotAdmitted("the log cannot be read: try again") from error

    return callout_of(container.settings, judge)


def answer_for_nats(settings: Settings) -> None:
    """Answer until SIGTERM or SIGINT; what is being judged then is answered first."""
    telemetry.configure(settings.log_level)
    with opened(settings, readers=4) as container:
        asyncio.run(_until_told(service_of(container)))


async def _until_told(service: CalloutService) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await service.run(stop)
