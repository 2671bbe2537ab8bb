"""The commands of a document."""

from app.commands.entry import (
    DECIDER,
    LEADER,
    MAKER,
    REVIEWER,
    SURVEYOR,
    WINDOW,
    Aggregate,
    Entry,
)
from domain.approval import document_commands as d
from domain.registry.standards import Function

ISSUERS = WINDOW | REVIEWER | SURVEYOR | DECIDER | MAKER | LEADER
"""Each for the functions of its own organisation: the kind of document says which."""

DOCUMENTS: tuple[Entry, ...] = (
    Entry("documents", d.IssueDocument, Aggregate.DOCUMENT, ISSUERS, addressed=False),
    Entry(
        "documents", d.SealDocument, Aggregate.DOCUMENT, WINDOW | DECIDER | MAKER, Function.DECIDE
    ),
    Entry("documents", d.ServeDocument, Aggregate.DOCUMENT, WINDOW | MAKER, Function.ACCEPT),
)
