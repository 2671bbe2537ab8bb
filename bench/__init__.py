"""Ratios against named baselines: `python -m bench` writes docs/benchmarks.md."""
