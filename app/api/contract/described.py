"""Shape of the description of what goes out; AsyncAPI's own specification says the rest."""

from typing import Any, Literal

from app.api.contract.shapes import Shape


class AsyncApi(Shape):
    """AsyncAPI 3.0."""

    asyncapi: Literal["3.0.0"]
    id: str
    info: dict[str, Any]
    default_content_type: str
    servers: dict[str, Any]
    channels: dict[str, Any]
    operations: dict[str, Any]
    components: dict[str, Any]
