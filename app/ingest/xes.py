"""XES (IEEE 1849-2016) as a stream: memory holds one trace, however long the log.

Expat directly: a DOCTYPE is refused before any entity can be declared, so nothing expands.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from app.ingest.errors import fault
from app.ingest.rows import CASE_PREFIX, BrokenFileError, Row, telling_breaks

CHUNK = 1 << 17
ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id"})


class _Traces:
    """Collects events; attributes nested in attributes and globals are left aside."""

    def __init__(self) -> None:
        self.ready: list[dict[str, str]] = []
        self.is_log = False
        self._open: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._events: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        if name in ATTRIBUTES and "key" in attributes:
            if parent == "event":
                self._event[attributes["key"]] = attributes.get("value", "")
            elif parent == "trace":
                self._trace[CASE_PREFIX + attributes["key"]] = attributes.get("value", "")
        elif name == "event":
            self._event = {}
        elif name == "trace":
            self._trace, self._events = {}, []
        elif not parent:
            self.is_log = name == "log"

    def end(self, _tag: str) -> None:
        name = self._open.pop()
        if name == "event":
            self._events.append(self._event)
        elif name == "trace":
            self.ready.extend({**self._trace, **event} for event in self._events)


def read_xes(stream: BinaryIO) -> Iterator[Row]:
    """Every event with its trace's attributes, in file order.

    Raises:
        BrokenFileError: not XES, not well-formed, cut, or with a DOCTYPE.
    """
    traces = _Traces()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = traces.start
    parser.EndElementHandler = traces.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    number = 0
    while True:
        with telling_breaks():
            chunk = stream.read(CHUNK)
        _parse(parser, chunk)
        for values in traces.ready:
            number += 1
            yield Row(number, values)
        traces.ready.clear()
        if not chunk:
            break
    if not traces.is_log:
        raise BrokenFileError(fault("file-broken", "no <log> element: not XES"))


def _parse(parser: expat.XMLParserType, chunk: bytes) -> None:
    try:
        parser.Parse(chunk, not chunk)
    except expat.ExpatError as error:
        raise BrokenFileError(fault("file-broken", str(error))) from None


def _refuse_doctype(*_: object) -> None:
    raise BrokenFileError(fault("doctype-refused"))
