"""The words of the wire: stream, subjects, headers, and which names may stand in them."""

import re

STREAM = "LINKAGE"
CORE = "CORE"
SUBJECTS = "linkage.*.*.*.*.*.*"
"""`linkage.<province>.<city>.<county>.<organisation>.<aggregate>.<event>`"""

REGULATOR_PREFIX = "LK"
"""What an organisation's account calls its three services: `LK.CONSUMER.….LINKAGE.<uscc>`."""

DELIVERY_HEADER = "Shenguan-Delivery"
FEED_SEQ_HEADER = "Feed-Seq"
FEED_HASH_HEADER = "Feed-Hash"
MESSAGE_ID_HEADER = "Nats-Msg-Id"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_READER = re.compile(r"[a-z0-9-]{1,32}")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")  # GB 32100-2015: no I, O, S, V, Z


def account_of(uscc: str, reader: str = "") -> str:
    """The account, and consumer, of an organisation: its USCC, or `<uscc>_<reader>`.

    Two terminals that read at their own pace need a consumer each, so a further reader gets an
    account of its own. ValueError on text that is no USCC or no plain name.
    """
    if not _USCC.fullmatch(uscc):
        raise ValueError(f"not a unified social credit code: {uscc!r}")
    if reader and not _READER.fullmatch(reader):
        raise ValueError(f"not a plain name: {reader!r}")
    return f"{uscc}_{reader}" if reader else uscc


def inbox_of(name: str) -> str:
    """The prefix of every reply to one account or core user."""
    return f"_INBOX_{name}"


def default_filter(uscc: str) -> str:
    """Everything addressed to one organisation, from any county."""
    return f"linkage.*.*.*.{account_of(uscc)}.>"


def county_filter(region: str, uscc: str) -> str:
    """Everything addressed to one organisation from one county (six digits of GB/T 2260); from
    every county of a city (`329900`) or province (`320000`)."""
    pairs = ".".join(
        "*" if set(region[at:]) == {"0"} else region[at : at + 2] for at in range(0, 6, 2)
    )
    return f"linkage.{pairs}.{account_of(uscc)}.>"


def feed_of(subject: str) -> str:
    """`32.05.83.<organisation>`: the part of a subject that one chain of deliveries belongs to."""
    return ".".join(subject.split(".")[1:5])


def is_delivery_subject(subject: str) -> bool:
    """Whether a message may be published there: seven plain tokens, the first `linkage`."""
    tokens = subject.split(".")
    return (
        len(tokens) == 7 and tokens[0] == "linkage" and all(_TOKEN.fullmatch(t) for t in tokens[1:])
    )
