"""house-style.md, rule 10: a folder is named by what it is for."""

from tests.architecture.sources import tracked

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "services", "service", "managers", "manager"}
SAYS_NOTHING |= {"common", "misc", "lib"}


def test_no_folder_or_module_has_a_name_that_says_nothing():
    named = [
        str(path)
        for path in tracked()
        if SAYS_NOTHING & {part.removesuffix(".py") for part in path.parts}
    ]
    assert not named
