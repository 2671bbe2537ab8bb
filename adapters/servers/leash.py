"""Start a program that does not outlive its starter: `leash.py SIGNAL PPID UID:GID|- PROGRAM ARG…`.

Run as a script (`python -I -S leash.py …`), so it imports the standard library only. A separate
exec instead of subprocess' `preexec_fn`, because Python code between fork and exec can deadlock
when other threads run. The kernel forgets the death signal when the user changes, hence the order.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Drop to the user, ask for the signal at the starter's death, become the program."""
    death_signal, starter, user, *command = sys.argv[1:]
    if user != "-":
        uid, gid = (int(part) for part in user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(starter):  # it died before the request was made
        sys.exit(1)
    # Python ignores these two, and an ignored signal stays ignored through exec
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - the command is ours, no shell wanted


if __name__ == "__main__":
    main()
