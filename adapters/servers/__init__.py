"""Embedded PostgreSQL 18 and NATS 2.15, their supervision, and the migrations.

Everything lives under one folder (`var`): `pg/`, `nats/`, `keys/` (files of mode 0600), `run/`
(locks, state), `log/`.
"""
