"""回调地址: where a webhook may point. Private networks are nobody's business outside a demo."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from domain.shared.errors import Invalid

PORTS = frozenset({443, 8443})
"""[D] Besides these only ports that no service of an operating system owns."""
UNOWNED = 1024
_ROUTED = (ip_network("64:ff9b::/96"), ip_network("2000::/3"))
"""All IPv6 that is routed on the internet (RFC 6052, RFC 4291). Whatever else an IPv4 address can
be dressed in (mapped, compatible, RFC 2765, RFC 8215) leads into somebody's own network."""
_NEVER = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8", "3fff::/20",
    )
)  # fmt: skip
"""IANA special-purpose registries: loopback, link-local with the metadata address, RFC 1918, CGNAT,
ULA, documentation, multicast."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; an IPv4 address inside an IPv6 one
    (NAT64, 6to4) is judged as what it is."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and not any(ip in net for net in _ROUTED):
        return False
    return ip.is_global and not any(
        one in net for one in _forms(ip) for net in _NEVER if net.version == one.version
    )


def _forms(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    forms: list[IPv4Address | IPv6Address] = [ip]
    if isinstance(ip, IPv6Address):
        if ip in _ROUTED[0]:
            forms.append(IPv4Address(int(ip) & 0xFFFFFFFF))
        forms += [ip.sixtofour] if ip.sixtofour else []
    return forms


def split_endpoint(endpoint: str, *, demo: bool) -> SplitResult:
    """The parts of a callback's address.

    Raises:
        Invalid: `endpoint-invalid`, or `endpoint-not-allowed` outside a demo.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
        host = parts.hostname or ""
        host.encode("idna")
    except (ValueError, UnicodeError):
        raise _invalid("it is no address") from None
    if parts.scheme not in ("https", "http") or not host:
        raise _invalid("it must begin with https:// and name a host")
    if "@" in parts.netloc or parts.fragment or any(c <= " " or c in "\\\x7f" for c in endpoint):
        raise _invalid("it holds a user, a password, a fragment, a space or a backslash")
    if not endpoint.isascii():
        raise _invalid("write it in ASCII: punycode for the host, %XX in the path")
    if demo:
        return parts
    if parts.scheme != "https":
        raise _not_allowed("须为 https", "it must be https")
    if port is not None and port not in PORTS and port < UNOWNED:
        raise _not_allowed(
            "端口须为 443、8443 或 1024 以上", "its port must be 443, 8443 or 1024 and above"
        )
    if _literal(host) and not is_public(host):
        raise _not_allowed("不得为内部网络地址", "it must not be an address of a private network")
    return parts


def _literal(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _invalid(en: str) -> Invalid:
    return Invalid(
        "endpoint-invalid",
        "回调地址有误",
        f"the callback address cannot be used: {en}",
        fields=("endpoint",),
    )


def _not_allowed(zh: str, en: str) -> Invalid:
    return Invalid(
        "endpoint-not-allowed",
        f"回调地址不被允许：{zh}",
        f"the callback address is not allowed: {en}",
        fields=("endpoint",),
    )
