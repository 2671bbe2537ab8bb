"""Backup and restore: what cannot be computed again, in one file, proved on the way back.

Format, recovery point and keys: docs/backup.md. Decision: docs/adr/0015.
"""
