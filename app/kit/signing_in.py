"""How the kit signs in to the stream: by its key, by the key's claim, or by the bearer token."""

from adapters.bus.connection import Access
from adapters.bus.creds import Creds, parties
from adapters.bus.names import account_of, inbox_of
from app.kit.api import Api
from app.kit.errors import SignInRefused
from app.kit.profile import Profile


async def stream_access(profile: Profile, api: Api) -> tuple[Access, str]:
    """How to reach the stream, and the name of the consumer there.

    Raises:
        SignInRefused: no claim for this key; or what the API refuses or cannot be reached with.
    """
    assert profile.nats is not None
    name = f"kit-{profile.post}"
    if profile.sign_in == "key":
        account = account_of(profile.organisation, profile.region)
        return Access(profile.nats, profile.key, inbox_of(account), name), account
    if profile.sign_in == "token":
        account = (await api.sign_in())["account"]
        return Access(profile.nats, None, inbox_of(account), name, token=api.token), account
    claim = await _claim(profile, api)
    user, account = parties(claim)
    if user != profile.key.public_key:
        raise SignInRefused(f"the claim is about {user}, the key is {profile.key.public_key}")
    return Access(profile.nats, profile.key, inbox_of(account), name, claim=claim), account


async def _claim(profile: Profile, api: Api) -> str:
    if profile.creds is not None:
        try:
            claim = Creds.parse(profile.creds.read_text("ascii")).claim
        except ValueError as error:
            raise SignInRefused(f"{profile.creds}: {error}") from error
    else:
        claim = (await api.sign_in())["claim"]
    if claim is None:
        raise SignInRefused("no claim: register the key's public half as the post's publicNkey")
    return claim
