"""A worker that is told to stop finishes its step and lets go; the standby goes on."""

import threading
import time

from app.roles import Holder, Role
from tests.support.running import until
from tests.support.servers import role_url


def test_a_stopped_holder_hands_its_role_to_the_standby(database: str):
    url = role_url(database, "shenguan_app")
    steps: list[str] = []

    def holder(name: str) -> tuple[Holder, threading.Event, threading.Thread]:
        def run(stop: threading.Event) -> None:
            steps.append(f"{name} begins")
            stop.wait()
            time.sleep(0.2)  # the step under way
            steps.append(f"{name} ends")

        made, stop = Holder(url, Role("relay", run)), threading.Event()
        thread = threading.Thread(target=made.run, args=(stop,))
        thread.start()
        return made, stop, thread

    first, stop_first, first_thread = holder("first")
    until(lambda: first.active, "the first holds the role")
    second, stop_second, second_thread = holder("second")
    try:
        stop_first.set()
        until(lambda: second.active and "second begins" in steps, "the second holds it", 60)
        assert steps == ["first begins", "first ends", "second begins"]
        assert not first.active
    finally:
        stop_first.set()
        stop_second.set()
        first_thread.join(30)
        second_thread.join(30)
