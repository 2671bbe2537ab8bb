"""Writers that never give up: the same key or id again, until somebody acknowledges it."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.support.running import REGION, Running, until

ITEM = f"{REGION}-0101"  # market supervises, enforcement enforces: two tasks a grant
APPROVAL = "11329901MB01A9019P"
SOURCE = "urn:test:platform"
_FIRST = itertools.count(100_000, 100_000)
"""Where each load counts from: several may run one after the other over one shared county."""
POSTS = ("window-01", "window-02", "reviewer-01", "decider-01", "source-platform", "liaison-market")
AGAIN = {429, 500, 502, 503, 504, 507}  # 500 is counted: a client must never see one
CHECK = {"proposal": "GRANT", "checklist": [{"condition": "场所合格", "met": True}]}


@dataclass
class Load:
    """The writers of one run, and everything that was acknowledged to them."""

    running: Running
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Receipts by idempotency key, or by the id of a batch's first report."""
    internal_errors: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    repeated: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    """How many answers of each HTTP status; 0: no answer, the connection was refused or broke."""
    slowest: float = 0.0
    """Seconds of the longest single request, whatever came of it."""
    pause: float = 0.0
    """Seconds of the longest time in which nothing was acknowledged to anybody."""
    _told_at: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)
    """The test has failed: nobody needs to be told any more."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(next(_FIRST)))
    ago: timedelta = timedelta(0)
    """How long ago reported acts took place: a slow clock must not find them ahead of it."""

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """All receipts, those of one stream in the order in which they were given."""
        return [receipt for given in list(self.told.values()) for receipt in given]

    def start(self, natives: int = 2, reporters: int = 2) -> list[threading.Thread]:
        """Start `natives` writers of commands, `reporters` of reports, and one regulator."""
        works: list[Callable[[], None]] = [self._native] * natives + [self._report] * reporters
        threads = [threading.Thread(target=self._whole, args=(w,)) for w in [*works, self._sign]]
        for thread in threads:
            thread.start()
        return threads

    def progress(self, count: int, seconds: float = 90) -> None:
        """Wait until so many more acts are acknowledged, or a writer has failed."""
        wanted = len(self.receipts) + count
        until(lambda: len(self.receipts) >= wanted or bool(self.failures), "progress", seconds)

    def finish(self, threads: list[threading.Thread]) -> None:
        """Let each writer finish its case; raises what a writer could not accept."""
        self.stop.set()
        for thread in threads:
            thread.join(120)
        assert not self.failures, self.failures[0]
        assert not any(thread.is_alive() for thread in threads), "a writer hangs"

    def _whole(self, work: Callable[[], None]) -> None:
        try:
            while not self.stop.is_set():
                work()
        except BaseException as error:
            self.failures.append(error)

    def _native(self) -> None:
        """One case from the window to the permit."""
        number = next(self.numbers)
        window = f"window-0{1 + number % 2}"
        steps = (
            (window, "receive-materials", {}),
            (window, "accept-case", {}),
            ("reviewer-01", "start-review", {}),
            ("reviewer-01", "complete-review", CHECK),
            ("decider-01", "grant-permit", {"decisionNumber": f"D-{number}"}),
        )
        case = self._command(window, "cases/submit-application", {"itemCode": ITEM}, f"s-{number}")
        for post, name, body in steps:
            self._command(post, f"cases/{case['id']}/{name}", body, f"{name}-{number}")

    def _report(self) -> None:
        """One case that ended elsewhere: its opening alone, the rest as a batch."""
        number = next(self.numbers)
        opening = {"caseNumber": f"C-{number}", "itemCode": ITEM}
        self._reports([event(number, 1, "case.application_submitted", opening, self.ago)])
        acts = (
            ("case.accepted", {"legalDays": 20, "committedDays": 5}),
            ("case.permit_granted", {"decisionNumber": f"R-{number}"}),
            ("case.handed_to_supervision", {}),
        )
        self._reports([event(number, at, *act, self.ago) for at, act in enumerate(acts, start=2)])

    def _sign(self) -> None:
        """A liaison signs for whatever is in the inbox."""
        with self.running.client("liaison-market") as client:
            try:
                answer = client.get("/v1/tasks", params={"state": "PUSHED", "limit": 20})
            except httpx.TransportError:
                time.sleep(0.1)
                return
            self._count(answer)
            tasks = answer.json()["items"] if answer.status_code == 200 else ()
        for task in tasks:
            key = f"sign-{task['taskId']}"
            self._command("liaison-market", f"tasks/{task['taskId']}/sign-task", {}, key)
        self.stop.wait(0.2)

    def _command(self, post: str, path: str, body: Any, key: str) -> dict[str, Any]:
        headers = {"idempotency-key": key}
        answer = self._until_told(post, f"/v1/{path}", {"json": body, "headers": headers})
        self._tell(key, answer["receipts"])
        return answer

    def _reports(self, events: list[dict[str, Any]]) -> None:
        kind = "application/cloudevents-batch+json"
        how = {"json": events, "headers": {"content-type": kind}}
        answer = self._until_told("source-platform", "/v1/acts", how)
        self._tell(events[0]["id"], [result["receipt"] for result in answer["results"]])

    def _tell(self, key: str, receipts: list[dict[str, Any]]) -> None:
        now = time.monotonic()
        self.pause, self._told_at = max(self.pause, now - self._told_at), now
        places = [(one["position"], one["leafHash"]) for one in receipts]
        first = [(one["position"], one["leafHash"]) for one in self.told.setdefault(key, receipts)]
        assert places == first, f"{key} was acknowledged twice, differently"

    def _until_told(self, post: str, path: str, how: dict[str, Any]) -> dict[str, Any]:
        while True:
            if self.given_up.is_set():
                raise RuntimeError("the test was given up")
            began = time.monotonic()
            try:
                with self.running.client(post) as client:
                    answer = client.post(path, **how)
            except httpx.TransportError:
                self.answers[0] += 1
                self.repeated += 1
                time.sleep(0.1)
                continue
            finally:
                self.slowest = max(self.slowest, time.monotonic() - began)
            self._count(answer)
            if answer.is_success and not _unavailable(answer):
                return answer.json()
            assert _unavailable(answer) or answer.status_code in AGAIN, (path, answer.text)
            self.repeated += 1
            time.sleep(0.1)

    def _count(self, answer: httpx.Response) -> None:
        self.answers[answer.status_code] += 1
        if answer.status_code in (429, 503, 507):
            assert "retry-after" in answer.headers, answer.text
        if answer.status_code == 500:
            self.internal_errors.append(answer.text)


def _unavailable(answer: httpx.Response) -> bool:
    """Whether a batch was answered, but some of its items could not be recorded just now."""
    if answer.status_code != 207:
        return False
    problems = [one["problem"] for one in answer.json()["results"] if "problem" in one]
    assert all(problem["status"] in AGAIN for problem in problems), problems
    return bool(problems)


def event(
    number: int, order: int, kind: str, payload: dict[str, Any], ago: timedelta = timedelta(0)
) -> dict[str, Any]:
    """Report `order` of case `number` at the source, as a CloudEvent."""
    actor = {"personId": "p-77", "role": "WINDOW", "post": "window-09", "org": APPROVAL}
    return {
        "specversion": "1.0",
        "type": f"cn.shenguan.{kind}.v1",
        "source": SOURCE,
        "id": f"{number}-{order}",
        "subject": f"C-{number}",
        "time": (datetime.now(UTC) - ago).isoformat(),
        "data": {"itemCode": ITEM, "actor": actor, "order": order, "payload": payload},
    }
