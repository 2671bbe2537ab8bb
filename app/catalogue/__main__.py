"""`python -m app.catalogue`: write the generated pages under docs/."""

from collections.abc import Callable
from pathlib import Path

from app.catalogue.events import events_page
from app.catalogue.glossary import glossary_page
from app.catalogue.mechanism_page import mechanisms_page
from app.catalogue.reference import reference_page
from app.catalogue.rules import rules_page

DOCS = Path(__file__).parents[2] / "docs"
PAGES: tuple[tuple[str, Callable[[], str]], ...] = (
    ("events.md", events_page),
    ("glossary.md", glossary_page),
    ("mechanisms.md", mechanisms_page),
    ("reference.md", reference_page),
    ("rules.md", rules_page),
)


def main() -> None:
    """Write every page; unchanged ones keep their time."""
    DOCS.mkdir(exist_ok=True)
    for name, page in PAGES:
        path, text = DOCS / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
