"""Event catalogue, glossary and rule list, generated from the code (house-style.md, rule 4)."""
