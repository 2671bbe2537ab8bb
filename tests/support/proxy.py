"""A stretch of network between a client and a server that can be cut in every way.

TCP on 127.0.0.1, threads and plain sockets. A black hole is a real one: a packet filter on the
proxy's own sockets (SO_ATTACH_FILTER, no privilege needed) drops every incoming segment, so the
client's kernel gets no acknowledgement of data, keep-alives or SYNs, as behind a dead router. A
proxy that merely stopped reading would still acknowledge them.
"""

import contextlib
import ctypes
import socket
import struct
import threading
from types import TracebackType
from typing import Self

_ATTACH, _DETACH = 26, 27  # SO_ATTACH_FILTER, SO_DETACH_FILTER of Linux
_DROP = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # BPF: RET 0
_PROGRAM = struct.pack("HL", 1, ctypes.addressof(_DROP))
_CHUNK = 65536


class Link:
    """One connection through the proxy: the client's side and the server's."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server

    def reset(self) -> None:
        """RST to both sides."""
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RD)  # wakes the thread that reads it
            with contextlib.suppress(OSError):
                end.close()


class Proxy:
    """Forwards a port of its own to `target`, until it is told to misbehave."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.links: list[Link] = []
        self._lock = threading.Lock()
        self._open = threading.Event()  # cleared: nothing is forwarded
        self._open.set()
        self._deaf = False  # answers of the server are swallowed
        self._listener: socket.socket | None = self._listening(0)
        self.port: int = self._listener.getsockname()[1]

    def _listening(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            link = Link(client, server)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.links.append(link)
            for source, sink, answers in ((client, server, False), (server, client, True)):
                threading.Thread(
                    target=self._pump, args=(link, source, sink, answers), daemon=True
                ).start()

    def _pump(self, link: Link, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := source.recv(_CHUNK):
                self._open.wait()
                if not (answers and self._deaf):
                    sink.sendall(data)
        link.reset()
        with self._lock, contextlib.suppress(ValueError):
            self.links.remove(link)

    def cut(self) -> None:
        """RST on every connection; new ones are let through."""
        with self._lock:
            links = list(self.links)
        for link in links:
            link.reset()

    def refuse(self) -> None:
        """Nobody listens any more, and what was open is reset."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self.cut()

    def black_hole(self) -> None:
        """Every packet vanishes, of old connections and of new ones, in both directions."""
        self._open.clear()
        for one in self._ends():
            one.setsockopt(socket.SOL_SOCKET, _ATTACH, _PROGRAM)

    def lose_answers(self) -> None:
        """Requests arrive and are carried out; no answer comes back."""
        self._deaf = True

    def heal(self) -> None:
        """As at first. Connections whose answers were lost are reset: they are out of step."""
        was_deaf, self._deaf = self._deaf, False
        for one in self._ends():
            with contextlib.suppress(OSError):  # it had none
                one.setsockopt(socket.SOL_SOCKET, _DETACH, 0)
        self._open.set()
        if was_deaf:
            self.cut()
        if self._listener is None:
            self._listener = self._listening(self.port)

    def _ends(self) -> list[socket.socket]:
        with self._lock:
            ends = [end for link in self.links for end in (link.client, link.server)]
        ends += [self._listener] if self._listener else []
        return [end for end in ends if end.fileno() >= 0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.heal()
        self.refuse()
