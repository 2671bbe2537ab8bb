"""One module per family of addresses; `app.api.app` names them all."""
