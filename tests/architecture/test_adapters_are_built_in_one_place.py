"""house-style.md, rule 11: app/bootstrap.py alone builds adapters; nothing opens on import."""

import ast

import pytest

from tests.architecture.construction import built, opened_on_import
from tests.architecture.sources import Source, modules

PLACES = ("app/bootstrap.py", "app/cli/", "app/kit/")
"""The composition root; the commands, which start servers before there is a container; and the
regulator's kit, which runs where there is none."""


@pytest.mark.parametrize("source", modules("app"), ids=str)
def test_adapters_are_built_by_the_composition_root(source: Source):
    assert str(source).startswith(PLACES) or not list(built(source.tree))


@pytest.mark.parametrize("source", modules(), ids=str)
def test_no_module_opens_anything_when_it_is_imported(source: Source):
    assert not list(opened_on_import(source.tree))


@pytest.mark.parametrize(
    "code",
    [
        "from adapters.ledger.store import ActStore\ndef f(db):\n    return ActStore(db)",
        "from adapters.ledger.store import ActStore as S\ndef f(db):\n    return S(db)",
        "from adapters.identity.local_issuer import LocalIssuer\nissuer = LocalIssuer.open()",
    ],
)
def test_an_adapter_built_elsewhere_is_caught(code: str):
    assert list(built(ast.parse(code)))


def test_a_value_of_an_adapter_may_be_made_anywhere():
    code = "from adapters.ledger.store import Claim\nclaim = Claim('a', b'')"
    assert not list(built(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "import psycopg\nconnection = psycopg.connect('')",
        "from psycopg_pool import ConnectionPool\nclass A:\n    pool = ConnectionPool('')",
        "from threading import Thread\ndef f(worker=Thread()): ...",
    ],
)
def test_a_connection_opened_on_import_is_caught(code: str):
    assert list(opened_on_import(ast.parse(code)))
