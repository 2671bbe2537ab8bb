"""A token is believed only when everything about it is right."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.identity.keysets import FixedKeys, KeysUnavailable, RemoteKeys, read_address
from adapters.identity.local_issuer import LocalIssuer
from adapters.identity.tokens import IssuerUnreachable, KeysWanted, TokenRefused, TokenVerifier

ISSUER = "urn:test:issuer"
AUDIENCE = "shenguan"
KEY = Ed25519PrivateKey.generate()
LOCAL = LocalIssuer(KEY, issuer=ISSUER, audience=AUDIENCE)
VERIFIER = TokenVerifier({ISSUER: FixedKeys(LOCAL.jwks())}, AUDIENCE)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    sound = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "p-001",
        "post": "window-01",
        "region": "320412",
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    }
    return {k: v for k, v in {**sound, **changes}.items() if v is not None}


def signed(body: dict[str, Any], key: Any = KEY, alg: str = "EdDSA", **header: Any) -> str:
    content = json.dumps(body).encode()  # PyJWT's own encoder would refuse half of the attacks
    return jwt.PyJWS().encode(content, key, algorithm=alg, headers={"kid": LOCAL.key_id, **header})


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(alg: str) -> str:
    return f"{part({'alg': alg, 'typ': 'JWT', 'kid': LOCAL.key_id})}.{part(claims())}."


def signed_with_the_public_key(secret: bytes) -> str:
    start = f"{part({'alg': 'HS256', 'kid': LOCAL.key_id})}.{part(claims())}"
    mac = hmac.new(secret, start.encode(), hashlib.sha256).digest()
    return f"{start}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def tampered() -> str:
    head, _, tail = signed(claims()).split(".")
    return f"{head}.{part(claims(post='discipline-01'))}.{tail}"


PUBLIC_RAW = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
PUBLIC_PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
HOUR = 3600
NOW = int(datetime.now(UTC).timestamp())

ATTACKS = {
    "empty": "",
    "not a token": "abc",
    "three empty parts": "..",
    "alg none": unsigned("none"),
    "alg None in another case": unsigned("nOnE"),
    "HS256 with the raw public key": signed_with_the_public_key(PUBLIC_RAW),
    "HS256 with the PEM public key": signed_with_the_public_key(PUBLIC_PEM),
    "tampered claims": tampered(),
    "signature cut off": signed(claims()).rsplit(".", 1)[0] + ".",
    "signature of another key": signed(claims(), Ed25519PrivateKey.generate()),
    "unknown key id": signed(claims(), kid="ffff"),
    "another algorithm under our key id": signed(
        claims(), ec.generate_private_key(ec.SECP256R1()), "ES256"
    ),
    "expired": signed(claims(exp=NOW - HOUR)),
    "not yet valid": signed(claims(nbf=NOW + HOUR)),
    "issued in the future": signed(claims(iat=NOW + HOUR)),
    "without exp": signed(claims(exp=None)),
    "without nbf": signed(claims(nbf=None)),
    "without sub": signed(claims(sub=None)),
    "without post": signed(claims(post=None)),
    "without region": signed(claims(region=None)),
    "post is a list": signed(claims(post=["window-01"])),
    "post holds a NUL": signed(claims(post="window\x00-01")),
    "post is endless": signed(claims(post="w" * 500)),
    "other issuer": signed(claims(iss="urn:evil")),
    "issuer is a list": signed(claims(iss=[ISSUER])),
    "other audience": signed(claims(aud="somebody-else")),
    "without audience": signed(claims(aud=None)),
    "critical header": signed(claims(), crit=["exp"]),
    "own key in the header": signed(claims(), jwk=LOCAL.jwks()["keys"][0], kid="x"),
    "exp is text": signed(claims(exp="tomorrow")),
    "exp is infinite": signed(claims(exp=float("inf"))),
    "exp is beyond the calendar": signed(claims(exp=10**18)),
    "claims nested without end": f"{part({'alg': 'EdDSA'})}."
    + base64.urlsafe_b64encode(b"[" * 3000).decode()
    + ".x",
    "too long": signed(claims(pad="x" * 9000)),
    "not ASCII": "审.管.联",
}


def test_a_sound_token_names_person_post_and_region():
    identity = VERIFIER.verify(signed(claims()))
    assert (identity.person_id, identity.post, identity.region) == ("p-001", "window-01", "320412")
    assert identity.issuer == ISSUER


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_unsound_token_is_refused(attack: str):
    with pytest.raises(TokenRefused):
        VERIFIER.verify(ATTACKS[attack])


def test_the_local_issuer_signs_what_the_verifier_believes(tmp_path):
    issuer = LocalIssuer.open(tmp_path / "keys", issuer=ISSUER, audience=AUDIENCE)
    again = LocalIssuer.open(tmp_path / "keys", issuer=ISSUER, audience=AUDIENCE)
    token = issuer.issue(
        person_id="p-1",
        post="window-01",
        region="320412",
        now=datetime.now(UTC),
        lifetime=timedelta(hours=1),
    )
    verifier = TokenVerifier({ISSUER: FixedKeys(again.jwks())}, AUDIENCE)
    assert verifier.verify(token).post == "window-01"
    assert [p.stat().st_mode & 0o777 for p in (tmp_path / "keys").iterdir()] == [0o600]


def jwks_of(private: Any, key_id: str) -> dict[str, Any]:
    kinds = {
        Ed25519PrivateKey: jwt.algorithms.OKPAlgorithm,
        rsa.RSAPrivateKey: jwt.algorithms.RSAAlgorithm,
        ec.EllipticCurvePrivateKey: jwt.algorithms.ECAlgorithm,
    }
    kind = next(found for base, found in kinds.items() if isinstance(private, base))
    return {**json.loads(kind.to_jwk(private.public_key())), "kid": key_id, "use": "sig"}


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("EdDSA", Ed25519PrivateKey.generate()),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
        ("RS256", rsa.generate_private_key(65537, 2048)),
    ],
)
def test_an_issuer_may_sign_with_any_of_three_algorithms(alg: str, key: Any):
    verifier = TokenVerifier({ISSUER: FixedKeys({"keys": [jwks_of(key, "k")]})}, AUDIENCE)
    assert verifier.verify(signed(claims(), key, alg, kid="k")).person_id == "p-001"


def test_a_short_rsa_key_is_no_key():
    key = rsa.generate_private_key(65537, 1024)
    verifier = TokenVerifier({ISSUER: FixedKeys({"keys": [jwks_of(key, "k")]})}, AUDIENCE)
    with pytest.raises(TokenRefused):
        verifier.verify(signed(claims(), key, "RS256", kid="k"))


class Issuer:
    """An issuer's key address that can be switched off and can rotate its key."""

    def __init__(self) -> None:
        self.keys = [jwks_of(KEY, LOCAL.key_id)]
        self.up = True
        self.asked = 0
        self.time = 0.0

    def fetch(self, _: str) -> bytes:
        self.asked += 1
        if not self.up:
            raise OSError("unreachable")
        return json.dumps({"keys": self.keys}).encode()

    def verifier(self) -> TokenVerifier:
        keys = RemoteKeys("https://issuer", fetch=self.fetch, monotonic=lambda: self.time)
        return TokenVerifier({ISSUER: keys}, AUDIENCE)


def test_remote_keys_are_read_once_and_outlive_the_issuer():
    issuer = Issuer()
    verifier = issuer.verifier()
    verifier.verify(signed(claims()))
    issuer.up = False
    issuer.time = 10_000
    for number in range(5):
        verifier.verify(signed(claims(jti=str(number))))
    assert issuer.asked == 2, "read once, and tried once more when the set had grown old"


def test_a_rotated_key_is_found_and_forged_key_ids_cost_one_read():
    issuer = Issuer()
    verifier = issuer.verifier()
    verifier.verify(signed(claims()))
    fresh = Ed25519PrivateKey.generate()
    issuer.keys = [jwks_of(fresh, "fresh")]
    issuer.time = 60
    assert verifier.verify(signed(claims(), fresh, kid="fresh")).post == "window-01"
    with pytest.raises(TokenRefused):
        verifier.verify(signed(claims(jti="later")))  # the old key was withdrawn
    for number in range(20):
        with pytest.raises(TokenRefused):
            verifier.verify(signed(claims(), kid=f"forged-{number}"))
    assert issuer.asked == 2


def test_a_token_is_remembered_for_a_minute_and_never_beyond_its_end():
    time = datetime.now(UTC)
    issuer = Issuer()
    keys = RemoteKeys("https://issuer", fetch=issuer.fetch, monotonic=lambda: issuer.time)
    verifier = TokenVerifier({ISSUER: keys}, AUDIENCE, now=lambda: time)
    token = signed(claims())
    verifier.verify(token)
    other = jwks_of(Ed25519PrivateKey.generate(), "other")
    issuer.keys, issuer.time = [other], 10_000  # our key is withdrawn
    verifier.verify(token)
    time += timedelta(seconds=61)
    with pytest.raises(TokenRefused):
        verifier.verify(token)


def test_an_issuer_never_reached_is_no_verdict_on_the_token():
    issuer = Issuer()
    issuer.up = False
    with pytest.raises(IssuerUnreachable):
        issuer.verifier().verify(signed(claims()))


def test_the_event_loop_is_never_blocked_by_a_key_read():
    issuer = Issuer()
    with pytest.raises(KeysWanted):
        issuer.verifier().verify(signed(claims()), may_block=False)
    assert issuer.asked == 0


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"keys": 1}', b'{"keys": [{"kty": "RSA"}]}', b"\xff"]
)
def test_a_broken_key_set_is_an_unreachable_issuer(content: bytes):
    with pytest.raises(KeysUnavailable):
        RemoteKeys("https://issuer", fetch=lambda _: content).refresh()


@pytest.mark.parametrize(
    "address",
    [
        "http://issuer.example/jwks",
        "http://localhost.issuer.example/jwks",
        "http://127.0.0.1.issuer.example/jwks",
        "http://127.0.0.1@issuer.example/jwks",
        "ftp://127.0.0.1/jwks",
    ],
)
def test_keys_come_over_https_unless_from_this_machine(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        read_address(address)
