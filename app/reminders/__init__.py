"""短信提醒 (S3): what a post is reminded of, and the way to the gateway."""
