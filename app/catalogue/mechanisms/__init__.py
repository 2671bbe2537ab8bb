"""What the seeds demand, and where it is: declared per section, checked, printed."""

from app.catalogue.mechanisms.approval_chain import APPROVAL_CHAIN
from app.catalogue.mechanisms.institution import INSTITUTION
from app.catalogue.mechanisms.linkage import LINKAGE
from app.catalogue.mechanisms.mechanism import Mechanism, Section
from app.catalogue.mechanisms.others import OTHERS
from app.catalogue.mechanisms.power import POWER

SECTIONS: tuple[Section, ...] = (INSTITUTION, APPROVAL_CHAIN, LINKAGE, POWER, OTHERS)

__all__ = ["SECTIONS", "Mechanism", "Section"]
