"""The worker's role `webhooks`: each subscription's part of the feed, posted in its order."""
