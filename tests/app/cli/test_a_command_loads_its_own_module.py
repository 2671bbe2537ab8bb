"""A start imports what its command needs; help and a misspelling still know every command."""

import pytest
import typer
from typer.testing import CliRunner

from app.cli.main import COMMANDS, commands


@pytest.mark.parametrize(("module", "words"), COMMANDS.items())
def test_a_module_adds_exactly_the_words_that_it_is_loaded_for(module: str, words: tuple[str, ...]):
    for word in words:
        program = typer.main.get_command(commands(word))
        assert tuple(program.commands) == words, module  # ty: ignore


@pytest.mark.parametrize("word", [None, "--help", "no-such-command"])
def test_any_other_word_knows_them_all(word: str | None):
    program = typer.main.get_command(commands(word))
    assert list(program.commands) == [word for words in COMMANDS.values() for word in words]  # ty: ignore


def test_a_misspelling_is_told_what_was_meant():
    done = CliRunner().invoke(commands("verfy"), ["verfy"])
    assert done.exit_code == 2
    assert "verify" in done.output
