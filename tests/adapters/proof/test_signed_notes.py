"""C2SP signed notes and checkpoints, and the games that are played with them (attack 32)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from adapters.ledger.proof.merkle import EMPTY_ROOT, Frontier
from adapters.ledger.proof.note import (
    BadSignature,
    NoteError,
    Signer,
    UnknownSigner,
    Verifier,
    open_note,
)

# the worked example in the documentation of golang.org/x/mod/sumdb/note
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p"
    "ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ORIGIN = "shenguan.example/320582"
SIGNER = Signer(ORIGIN, b"\x01" * 32)
STRANGER = Signer("witness.example/w1", b"\x02" * 32)
KEY = SIGNER.verifier


def tree(size: int) -> Frontier:
    frontier = Frontier()
    frontier.append_many(bytes([n]) * 32 for n in range(size))
    return frontier


NOTE = sign_checkpoint(Checkpoint.of(ORIGIN, tree(5)), SIGNER)
BODY, SIGNATURES = NOTE.split("\n\n")


def test_the_example_of_the_go_documentation_is_reproduced_byte_for_byte():
    signer = Signer.from_skey(GO_SKEY)
    assert signer.verifier.vkey == GO_VKEY
    assert signer.sign(GO_TEXT) == GO_NOTE
    assert open_note(GO_NOTE, Verifier.from_vkey(GO_VKEY)) == GO_TEXT


def test_a_checkpoint_is_three_lines_and_comes_back():
    checkpoint = open_checkpoint(NOTE.encode(), KEY)
    assert checkpoint == Checkpoint(ORIGIN, 5, tree(5).root())
    assert NOTE.split("\n")[:2] == [ORIGIN, "5"]


def test_signing_the_same_tree_again_gives_the_same_note():
    assert sign_checkpoint(Checkpoint.of(ORIGIN, tree(5)), SIGNER) == NOTE


def test_extension_lines_are_tolerated_and_kept():
    checkpoint = Checkpoint(ORIGIN, 0, EMPTY_ROOT, ("ext one", "ext two"))
    assert open_checkpoint(sign_checkpoint(checkpoint, SIGNER), KEY) == checkpoint


def test_unknown_signatures_are_ignored_beside_a_good_known_one():
    other = STRANGER.sign(BODY + "\n").split("\n\n")[1]
    for note in (NOTE + other, f"{BODY}\n\n{other}{SIGNATURES}"):
        assert open_checkpoint(note, KEY).size == 5


def test_only_unknown_signatures_do_not_open_a_note():
    with pytest.raises(UnknownSigner):
        open_checkpoint(STRANGER.sign(BODY + "\n"), KEY)


def test_a_known_key_with_a_bad_signature_fails_whatever_the_others_say():
    forged = SIGNER.sign("other\n").split("\n\n")[1]
    good = STRANGER.sign(BODY + "\n").split("\n\n")[1]
    with pytest.raises(BadSignature):
        open_note(f"{BODY}\n\n{good}{forged}", KEY, STRANGER.verifier)


def test_the_same_name_with_another_key_is_unknown():
    double = Signer(ORIGIN, b"\x03" * 32)
    with pytest.raises(UnknownSigner):
        open_note(double.sign(BODY + "\n"), KEY)


def test_the_known_key_id_under_another_name_is_unknown():
    with pytest.raises(UnknownSigner):
        open_note(NOTE.replace(f"— {ORIGIN}", "— other.example"), KEY)


def test_a_key_that_signs_for_another_origin_is_refused():
    text = BODY.replace(ORIGIN, "shenguan.example/320583") + "\n"
    with pytest.raises(NoteError, match="signed by"):
        open_checkpoint(SIGNER.sign(text), KEY)
    with pytest.raises(NoteError, match="does not speak"):
        sign_checkpoint(Checkpoint("other", 0, EMPTY_ROOT), SIGNER)


def _resigned(old: str, new: str) -> str:
    """A properly signed note over a changed body: only the parser can refuse it."""
    assert old in BODY
    return SIGNER.sign(BODY.replace(old, new, 1) + "\n")


ROOT = BODY.split("\n")[2]
SIZE_GAMES = ["05", "+5", "-5", "5 ", " 5", "0x5", "5.0", "٥", "5_0", "", "00", "9" * 19, "1" * 20]
ROOT_GAMES = [
    ROOT[:-1],
    ROOT + "=",
    ROOT[:-4],
    ROOT + "AAAA",
    " " + ROOT,
    ROOT.replace("=", "%3D"),
    base64.b64encode(b"x" * 31).decode(),
    base64.b64encode(b"x" * 33).decode(),
    ROOT[:-2] + chr(ord(ROOT[-2]) + 1) + "=",
    base64.urlsafe_b64encode(b"\xff" * 32).decode(),
]


@pytest.mark.parametrize("size", SIZE_GAMES)
def test_a_size_in_any_but_its_one_spelling_is_refused(size):
    with pytest.raises(NoteError):
        open_checkpoint(_resigned("\n5\n", f"\n{size}\n"), KEY)


@pytest.mark.parametrize("root", ROOT_GAMES)
def test_a_root_in_any_but_its_one_spelling_is_refused(root):
    with pytest.raises(NoteError):
        open_checkpoint(_resigned(ROOT, root), KEY)


def test_an_empty_tree_has_only_one_root():
    with pytest.raises(NoteError):
        open_checkpoint(SIGNER.sign(f"{ORIGIN}\n0\n{ROOT}\n"), KEY)


@pytest.mark.parametrize(
    "body", [f"{ORIGIN}\n5\n", f"\n5\n{ROOT}\n", f"{ORIGIN}\n5\n{ROOT}\n\nx\n"]
)
def test_missing_or_empty_lines_are_refused(body):
    with pytest.raises(NoteError):
        open_checkpoint(SIGNER.sign(body), KEY)


SIG = SIGNATURES.rstrip("\n")
B64 = SIG.split(" ")[2]
MALFORMED = {
    "no final newline": NOTE[:-1],
    "no signatures": BODY + "\n\n",
    "no empty line": BODY + "\n" + SIGNATURES,
    "empty": "",
    "text after the signatures": NOTE + "x\n",
    "empty line after the signatures": NOTE + "\n",
    "a hyphen for the dash": NOTE.replace("— ", "- "),
    "two spaces": NOTE.replace("— ", "—  "),
    "a tab in the signature line": NOTE.replace(f" {B64}", f"\t{B64}"),
    "a space behind": NOTE[:-1] + " \n",
    "carriage returns": NOTE.replace("\n", "\r\n"),
    "a carriage return in the text": NOTE.replace("\n5\n", "\n5\r\n"),
    "a NUL": NOTE.replace("\n5\n", "\n5\0\n"),
    "an escape": "\x1b[2J" + NOTE,
    "no name": f"{BODY}\n\n— {B64}\n",
    "a plus in the name": f"{BODY}\n\n— a+b {B64}\n",
    "an odd space in the name": f"{BODY}\n\n— a\u2003b {B64}\n",
    "unpadded base64": NOTE.replace(B64, B64.rstrip("=")) if "=" in B64 else NOTE[:-2] + "\n",
    "urlsafe base64": NOTE.replace(B64, "-_" + B64[2:]),
    "base64 with stray bits": f"{BODY}\n\n— x AAAAAAB=\n",
    "a signature of four bytes": f"{BODY}\n\n— x AAAAAA==\n",
    "an empty signature": f"{BODY}\n\n— x \n",
    "the same key twice": NOTE + SIGNATURES,
    "the same key twice, one of them bad": NOTE + f"— {ORIGIN} {B64[:10]}A{B64[11:]}\n",
    "too many signatures": NOTE + "— x AAAAAAA=\n" * 100,
    "too long": NOTE + "— x AAAAAAA=\n" * 100_000,
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_note_is_refused(case):
    with pytest.raises(NoteError):
        open_checkpoint(MALFORMED[case], KEY)
    with pytest.raises(NoteError):
        open_checkpoint(MALFORMED[case].encode(), KEY)


def test_a_note_that_is_not_utf8_is_refused():
    for raw in (NOTE.encode().replace(b"\n5\n", b"\n5\n\xff\n"), b"\xef\xbb\xbf" + NOTE.encode()):
        with pytest.raises(NoteError):
            open_checkpoint(raw, KEY)


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(at, mask):
    raw = bytearray(NOTE.encode())
    raw[at] ^= mask
    with pytest.raises(NoteError):
        open_checkpoint(bytes(raw), KEY)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_as_malformed(raw):
    with pytest.raises(NoteError):
        open_checkpoint(raw, KEY)


def test_keys_survive_their_strings():
    signer = Signer.generate(ORIGIN)
    assert Signer.from_skey(signer.skey + "\n").verifier == signer.verifier
    assert Verifier.from_vkey(signer.verifier.vkey) == signer.verifier
    assert Signer.generate(ORIGIN).verifier != signer.verifier


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+c74f20a3",
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY.replace("PeterNeumann", "PeterNewman"),
        GO_VKEY.replace("+ARpc", "+BRpc"),
        GO_VKEY + "=",
        GO_VKEY + "\n",
        GO_VKEY[:-4],
        "a b+c74f20a3+" + GO_VKEY.split("+", 2)[2],
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey):
    with pytest.raises(NoteError):
        Verifier.from_vkey(vkey)


def test_a_malformed_signer_key_is_refused():
    for skey in (GO_VKEY, GO_SKEY[:-4], GO_SKEY.replace("c74f20a3", "00000000"), "PRIVATE+KEY+"):
        with pytest.raises(NoteError):
            Signer.from_skey(skey)


@pytest.mark.parametrize("text", ["no newline", "", "tab\there\n", "nul\0\n", "\ud800\n"])
def test_text_that_no_note_can_hold_is_not_signed(text):
    with pytest.raises(NoteError):
        SIGNER.sign(text)
