"""What the interface promises about its answers: their shapes, statuses and headers (OpenAPI)."""
