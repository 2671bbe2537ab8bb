"""Contents of documents: outside the log, encrypted, found by their digest (docs/adr/0020)."""
