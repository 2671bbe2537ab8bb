"""The account wall: one NATS account per organisation, as nats-server configuration text.

A shared account cannot be made safe by permissions, because the server checks neither the reply
subject of a request nor a consumer's delivery subject. Across accounts a reply subject means the
requester's own account, so a forged one has no effect. An organisation's account imports three
services of its own consumer and nothing else; no create is ever exported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.bus.names import (
    CORE,
    REGULATOR_PREFIX,
    STREAM,
    account_of,
    default_filter,
    inbox_of,
)
from adapters.bus.nkey import check_public_key

SYSTEM = "SYS"
_SERVICES = ("CONSUMER.MSG.NEXT", "CONSUMER.INFO", "CONSUMER.RESET")

_RELAY_MAY_PUBLISH = (
    "linkage.>",
    f"$JS.API.STREAM.INFO.{STREAM}",
    f"$JS.API.STREAM.MSG.GET.{STREAM}",
)
_REPLIES = ("$JSC.R.*",)
"""Where the server itself has requests of its own answered."""
_ADMIN_MAY_PUBLISH = (
    "$JS.API.INFO",
    *(f"$JS.API.STREAM.{verb}.{STREAM}" for verb in ("INFO", "CREATE", "UPDATE")),
    *(f"$JS.API.CONSUMER.{verb}.{STREAM}" for verb in ("LIST", "NAMES")),
    *(f"$JS.API.CONSUMER.{verb}.{STREAM}.*" for verb in ("CREATE", "INFO", "DELETE")),
)


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
    account and consumer for the same organisation, independent of the first.
    """

    uscc: str
    filter_subjects: tuple[str, ...]
    user_public_keys: tuple[str, ...]
    reader: str = ""

    @property
    def account(self) -> str:
        """The name of its account and of its consumer. ValueError for a bad USCC or reader."""
        return account_of(self.uscc, self.reader)

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
        f'      {{ service: "$JS.API.{service}.{STREAM}.*", response_type: '
        f"{'stream' if service.endswith('NEXT') else 'singleton'}, "
        f"account_token_position: {service.count('.') + 5} }}"
        for service in _SERVICES
    )
    return f"""  {CORE} {{
    jetstream: enabled
    users: [
      {_user(core.relay, _RELAY_MAY_PUBLISH, inbox_of("relay"))}
      {_user(core.admin, _ADMIN_MAY_PUBLISH, inbox_of("admin"))}{lower}
    ]
    exports: [
{exports}
    ]
  }}"""


def _leaf(leaf: LeafUser) -> str:
    publish = [leaf.subject, *_REPLIES]
    own = [f"$JS.{leaf.domain}.API.CONSUMER.>", f"$JS.FC.{leaf.domain}.>", f"$JS.FC.{STREAM}.*.*"]
    return _permitted(leaf.public_key, publish, own)


def _organisation(name: str, access: OrganisationAccess) -> str:
    mine = [f"{REGULATOR_PREFIX}.{service}.{STREAM}.{name}" for service in _SERVICES]
    users = "\n".join(
        f"      {_user(key, mine, inbox_of(name))}" for key in sorted(access.user_public_keys)
    )
    # `to` is mandatory: every account has its own $JS.API.>, and two responders would race
    imports = "\n".join(
        f'      {{ service: {{ account: {CORE}, subject: "$JS.API.{service}.{STREAM}.{name}" }}, '
        f'to: "{REGULATOR_PREFIX}.{service}.{STREAM}.{name}" }}'
        for service in _SERVICES
    )
    return f"""  "{name}" {{
    users: [
{users}
    ]
    imports: [
{imports}
    ]
  }}"""


def _user(key: str, may_publish: Iterable[str], inbox: str) -> str:
    return _permitted(key, may_publish, [f"{inbox}.>"])


def _permitted(key: str, may_publish: Iterable[str], may_subscribe: Iterable[str]) -> str:
    publish, subscribe = (
        ", ".join(f'"{subject}"' for subject in subjects)
        for subjects in (may_publish, may_subscribe)
    )
    return (
        f"{{ nkey: {key}, permissions: {{ publish: {{ allow: [{publish}] }}, "
        f"subscribe: {{ allow: [{subscribe}] }} }} }}"
    )
