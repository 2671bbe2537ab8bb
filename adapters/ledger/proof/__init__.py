"""The verifiable parts of the log: pure functions, notes, and a verifier that trusts nobody.

Everything an outsider needs (`strict_json`, `merkle`, `proofs`, `note`, `checkpoint`, `leaf`,
`verify`, `offline`, `receipt`) imports the standard library and `cryptography` alone, so that
an inspector can read and run it without the product. `canonical` (orjson) and `pgsource`
(psycopg) are the product's own side.
"""
