"""Given a department's code as somebody wrote it, when it is examined, then its flaw is named."""

import pytest

from domain.registry.identifiers import WORDS, CodeFlaw, flaw_of, is_old_code


@pytest.mark.parametrize(
    ("code", "flaw"),
    [
        ("11511301008778183N", None),
        ("11511301452259996U", None),
        ("11511301452259996u", CodeFlaw.LOWER_CASE),
        ("083372204", CodeFlaw.OLD_CODE),
        ("68236467-9", CodeFlaw.OLD_CODE),
        ("00877836X", CodeFlaw.OLD_CODE),
        ("130501003", CodeFlaw.OLD_CODE_WRONG),
        ("1151130108778239R", CodeFlaw.WRONG_LENGTH),
        ("1151130108778239R_5143", CodeFlaw.WRONG_LENGTH),
        ("4148481895459659776", CodeFlaw.WRONG_LENGTH),
        ("11736", CodeFlaw.WRONG_LENGTH),
        ("11511301008778183I", CodeFlaw.WRONG_CHARACTER),
        ("11511301008778183M", CodeFlaw.WRONG_CHECK),
        ("区经信局", CodeFlaw.WRONG_LENGTH),
        ("", CodeFlaw.MISSING),
        (None, CodeFlaw.MISSING),
    ],
)
def test_what_is_wrong_with_a_code_is_named(code: str | None, flaw: CodeFlaw | None) -> None:
    assert flaw_of(code) is flaw


def test_one_wrong_character_of_an_old_code_is_noticed() -> None:
    """The weights of GB 11714 are prime to 11, so any single change shows."""
    sound = "083372204"
    assert is_old_code(sound)
    for place in range(8):
        for digit in "0123456789":
            if digit != sound[place]:
                assert not is_old_code(sound[:place] + digit + sound[place + 1 :])


def test_each_flaw_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(CodeFlaw)
