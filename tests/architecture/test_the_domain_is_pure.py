"""house-style.md, rule 2: time, ids, calendars and policy in force arrive as arguments."""

import ast

import pytest

from tests.architecture.purity import impurities
from tests.architecture.sources import Source, modules


@pytest.mark.parametrize("source", modules("domain"), ids=str)
def test_a_domain_module_is_pure(source: Source):
    assert not list(impurities(source.tree))


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "import socket",
        "import psycopg",
        "from time import time",
        "import app.settings",
        "import domainish",
        "from eventsourcing.persistence import Mapper",
        "from . import events",
        "def late():\n    import asyncio",
        "async def decide(): ...",
        "def f(path):\n    return open(path)",
        "from datetime import datetime\nseen = datetime.now()",
        "import datetime as dt\nday = dt.date.today()",
        "import uuid\nnew = uuid.uuid4()",
        "from uuid import uuid4",
        "import uuid\nnew = uuid.uuid1()",
        "def f(time):\n    return time.time()",
    ],
)
def test_an_impure_module_is_caught(code: str):
    assert list(impurities(ast.parse(code)))


def test_derived_ids_and_given_instants_are_pure():
    code = "from uuid import uuid5\ndef f(space, at):\n    return uuid5(space, at.isoformat())"
    assert not list(impurities(ast.parse(code)))
