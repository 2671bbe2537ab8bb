"""HTTP: thin routes over commands, reports, projections and the log. No rule lives here."""
