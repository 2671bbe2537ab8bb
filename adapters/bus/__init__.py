"""NATS: signing in, the account wall, the stream, the relay and a regulator's client."""
