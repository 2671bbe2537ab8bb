"""The commands of a feed: receipts by who reads it, packages by the office that hands them over."""

from app.commands.entry import LIAISON, OFFICE, OFFICER, SYSTEM, Aggregate, Entry
from domain.delivery import commands as d

READERS = LIAISON | OFFICER
"""Posts whose key opens the push (app/bus.py): the same key signs for what came."""

FEEDS: tuple[Entry, ...] = (
    Entry("feeds", d.SignReceipt, Aggregate.FEED, READERS, addressed=False),
    Entry("feeds", d.MakePackage, Aggregate.FEED, OFFICE | LIAISON | SYSTEM, addressed=False),
    Entry("feeds", d.ReceivePackage, Aggregate.FEED, OFFICE | LIAISON | SYSTEM, addressed=False),
)
