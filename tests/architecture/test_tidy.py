"""house-style.md, rule 14: where the sizes of modules and functions stand."""

from collections.abc import Sequence

import pytest

from tests.architecture.sources import PACKAGES, Source, modules

LONGEST_MODULE, MEDIAN_MODULE, NINTH_MODULE = 400, 95, 230  # median: docs/adr/0012
LONGEST_FUNCTION, NINTH_FUNCTION = 50, 20


def percentile(values: Sequence[int], share: int) -> int:
    """Nearest rank: the smallest value that `share` percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def module_sizes(sources: Sequence[Source]) -> list[tuple[int, str]]:
    """Lines and path; an empty __init__.py says nothing about size and is left out."""
    return [(source.lines, str(source)) for source in sources if source.text.strip()]


def function_sizes(sources: Sequence[Source]) -> list[tuple[int, str]]:
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{source}:{node.lineno} {node.name}")
        for source in sources
        for node in source.functions()
    ]


def report(name: str, sizes: Sequence[tuple[int, str]]) -> str:
    lines = [size for size, _ in sizes]
    return (
        f"{name:12} {len(lines):4} median {percentile(lines, 50):3} "
        f"p90 {percentile(lines, 90):3} largest {max(sizes)}"
    )


def test_where_the_sizes_stand(capsys: pytest.CaptureFixture[str]):
    with capsys.disabled():
        print()
        for package in PACKAGES:
            print(report(package, module_sizes(modules(package))))
        print(report("all modules", module_sizes(modules())))
        print(report("functions", function_sizes(modules())))


def test_modules_are_small():
    sizes = [size for size, _ in module_sizes(modules())]
    assert percentile(sizes, 50) <= MEDIAN_MODULE
    assert percentile(sizes, 90) <= NINTH_MODULE


def test_no_module_is_too_long():
    assert not [where for size, where in module_sizes(modules()) if size > LONGEST_MODULE]


def test_functions_are_small():
    assert percentile([size for size, _ in function_sizes(modules())], 90) <= NINTH_FUNCTION


def test_no_function_is_too_long():
    assert not [
        (size, where) for size, where in function_sizes(modules()) if size > LONGEST_FUNCTION
    ]
