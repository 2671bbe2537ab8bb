"""What goes out, described for machines: `/asyncapi.json`."""

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from app.api.asyncapi import document

router = APIRouter(tags=["operations"])


@router.get("/asyncapi.json")
def asyncapi() -> Response:
    """AsyncAPI 3.0 of the push: channels, messages with their schemas, examples, security."""
    return Response(orjson.dumps(document()), media_type="application/json")
