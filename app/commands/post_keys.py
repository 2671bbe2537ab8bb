"""A post's key is its organisation's in its county, and nobody else's: whoever registers a key that
another has would take that one's place at NATS, where a key names the account (docs/adr/0013)."""

from collections.abc import Generator
from typing import Any

from adapters.bus.nkey import NkeyError, check_public_key
from app.commands.effects import Consult, Effect, Look
from domain.registry.commands import AssignPost
from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.shared.errors import Invalid, Refused


def need_own_key(institution: Institution, command: AssignPost) -> Generator[Effect, Any, None]:
    """No proof of possession is asked for: the first to register a key has it, and one that was
    forestalled makes another.

    Raises:
        Invalid: it is no public key of a NATS user.
        Refused: a post of another organisation or county has it in this period.
    """
    key = command.public_nkey
    if key is None:
        return
    try:
        check_public_key(key)
    except NkeyError as error:
        raise Invalid(
            "post-key-invalid",
            "publicNkey 不是 NATS 用户公钥（U 开头，56 个字符）",
            f"publicNkey is no public key of a NATS user (U…, 56 characters): {error}",
            fields=("publicNkey",),
        ) from None
    for region in (yield Look(lambda looks: looks.regions())):
        own = region == institution.region
        there = institution if own else (yield Consult(region, True))
        for tenure in (one for tenures in there.posts.values() for one in tenures):
            ours = own and tenure.org == command.org
            if tenure.public_nkey == key and not ours and _meet(tenure, command):
                raise Refused(
                    "post-key-of-another",
                    "该公钥已由其他机构或辖区的岗位登记，请另行生成",
                    "a post of another organisation or county has registered this key: make a new "
                    "one",
                )


def _meet(tenure: Post, command: AssignPost) -> bool:
    begun = command.valid_to is None or tenure.valid_from < command.valid_to
    return begun and (tenure.valid_to is None or command.valid_from < tenure.valid_to)
