"""The command of the certificate batches: issued by the rhythm alone."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.delivery.batch_events import CertificateLine
from domain.registry.standards import PushPriority
from domain.shared.command import Command
from domain.shared.event import Code


class PushCertificateBatch(Command):
    """推送证照批次: what became of certificates from `first` to `last`, recorded up to `position`.

    Lines that an earlier batch had are left out, so it may name too many.
    """

    NAME: ClassVar[str] = "push-certificate-batch"
    org: Code
    priority: PushPriority
    first: date
    last: date
    certificates: tuple[CertificateLine, ...] = Field(min_length=1)
    position: int = Field(ge=0)
