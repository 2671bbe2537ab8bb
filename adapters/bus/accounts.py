"""The account wall as nats-server configuration text: one account per organisation, nkey users.

What the wall is stands in `wall`; in operator mode `claims` writes the same as signed claims.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.bus.names import CORE, STREAM, account_of, default_filter
from adapters.bus.nkey import check_public_key
from adapters.bus.wall import (
    ADMIN_MAY,
    EXPORTS,
    RELAY_MAY,
    Permissions,
    imports_of,
    reader_may,
)

SYSTEM = "SYS"
_REPLIES = ("$JSC.R.*",)
"""Where the server itself has requests of its own answered."""


@dataclass(frozen=True, slots=True)
class CoreKeys:
    """Public keys of our own three users: relay and admin in CORE, monitor in the system account.

    Admin creates the stream and the consumers but may not delete or purge; monitor reads
    connections and can kick them.
    """

    relay: str
    admin: str
    monitor: str


@dataclass(frozen=True, slots=True)
class OrganisationAccess:
    """What one organisation may read, and the public keys of the posts that may read it.

    All keys share one consumer, so one of them reads at a time; a `reader` name makes a further
    account and consumer for the same organisation, independent of the first. `account_key`: its
    account's public key in operator mode, where the server knows accounts by nothing else.
    """

    uscc: str
    filter_subjects: tuple[str, ...]
    user_public_keys: tuple[str, ...]
    reader: str = ""
    account_key: str = ""

    @property
    def account(self) -> str:
        """The name of its account and of its consumer. ValueError for a bad USCC or reader."""
        return self.account_key or account_of(self.uscc, self.reader)

    @classmethod
    def of(cls, uscc: str, user_public_keys: Iterable[str]) -> "OrganisationAccess":
        """The default: everything addressed to the organisation itself."""
        return cls(uscc, (default_filter(uscc),), tuple(user_public_keys))


@dataclass(frozen=True, slots=True)
class LeafUser:
    """A lower server in our CORE account: it hands its stream up on `subject` and answers about it.

    Its own domain's answers come back on reply subjects; our domain's API is shut to it, and so is
    everything that another lower server hands up.
    """

    public_key: str
    subject: str
    domain: str


def wall_config(
    core: CoreKeys,
    organisations: Sequence[OrganisationAccess],
    leaves: Sequence[LeafUser] = (),
) -> str:
    """The `accounts` part of a server's configuration, same text for the same input in any order.

    Raises ValueError for a bad USCC, an organisation named twice, a bad key or a key used twice
    (the server would let the last one win).
    """
    by_account = {each.account: each for each in organisations}
    if len(by_account) != len(organisations):
        raise ValueError("an organisation is named twice")
    keys = [core.relay, core.admin, core.monitor, *(leaf.public_key for leaf in leaves)]
    keys += [key for each in organisations for key in each.user_public_keys]
    if len({check_public_key(key) for key in keys}) != len(keys):
        raise ValueError("a key is used twice")
    walls = (_organisation(name, by_account[name]) for name in sorted(by_account))
    return "\n".join(
        [
            f"system_account: {SYSTEM}",
            "accounts {",
            f"  {SYSTEM} {{ users: [ {{ nkey: {core.monitor} }} ] }}",
            _core(core, leaves),
            *walls,
            "}",
            "",
        ]
    )


def _core(core: CoreKeys, leaves: Sequence[LeafUser]) -> str:
    lower = "".join(f"\n      {_leaf(each)}" for each in leaves)
    exports = "\n".join(
        f'      {{ service: "{each.subject}", response_type: '
        f"{'stream' if each.streamed else 'singleton'}, "
        f"account_token_position: {each.position} }}"
        for each in EXPORTS
    )
    return f"""  {CORE} {{
    jetstream: enabled
    users: [
      {_user(core.relay, RELAY_MAY)}
      {_user(core.admin, ADMIN_MAY)}{lower}
    ]
    exports: [
{exports}
    ]
  }}"""


def _leaf(leaf: LeafUser) -> str:
    own = (f"$JS.{leaf.domain}.API.CONSUMER.>", f"$JS.FC.{leaf.domain}.>", f"$JS.FC.{STREAM}.*.*")
    return _user(leaf.public_key, Permissions((leaf.subject, *_REPLIES), own))


def _organisation(name: str, access: OrganisationAccess) -> str:
    may = reader_may(name)
    users = "\n".join(f"      {_user(key, may)}" for key in sorted(access.user_public_keys))
    imports = "\n".join(
        f'      {{ service: {{ account: {CORE}, subject: "{each.subject}" }}, to: "{each.local}" }}'
        for each in imports_of(name)
    )
    return f"""  "{name}" {{
    users: [
{users}
    ]
    imports: [
{imports}
    ]
  }}"""


def _user(key: str, may: Permissions) -> str:
    publish, subscribe = (
        ", ".join(f'"{subject}"' for subject in subjects)
        for subjects in (may.publish, may.subscribe)
    )
    return (
        f"{{ nkey: {key}, permissions: {{ publish: {{ allow: [{publish}] }}, "
        f"subscribe: {{ allow: [{subscribe}] }} }} }}"
    )
