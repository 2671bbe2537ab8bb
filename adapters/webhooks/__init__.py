"""Callbacks: where they may point, how a message is signed, posted, and judged."""
