"""The same bytes as `strict_json.encode`, at the speed that the append path needs.

orjson sorts by UTF-8 bytes, which for ASCII keys is RFC 8785's order, and escapes exactly what
RFC 8785 §3.2.2.2 escapes; a test compares both encoders and an independent one on every code
point class. The domain is checked first, because orjson would happily write floats and dates.
"""

import orjson

from adapters.ledger.proof.strict_json import NotCanonical, check, parse_canonical

__all__ = ["MAX_STATE_BYTES", "NotCanonical", "canonical", "parse_canonical"]

MAX_STATE_BYTES = 60 * 1024
"""Larger content is a document and enters by digest (ledger.md, Leaf). The mapper refuses it."""


def canonical(value: object) -> bytes:
    """Canonical bytes; raises NotCanonical for floats, big integers, odd keys, odd types."""
    check(value)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise NotCanonical(str(error)) from error
