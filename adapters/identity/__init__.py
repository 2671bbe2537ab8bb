"""Who sends a request: bearer tokens of any OIDC issuer, and the demo's own issuer."""
