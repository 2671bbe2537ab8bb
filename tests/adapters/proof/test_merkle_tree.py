"""The tree of RFC 6962: published roots, a naive oracle, the compact range."""

import json
import os
import random
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.ledger.proof.merkle import (
    BLOCK,
    EMPTY_ROOT,
    Frontier,
    Subtree,
    leaf_hash,
    node_hash,
)
from tests.adapters.proof.oracle import naive_root, some_leaves

VECTORS = Path(os.environ.get("SHENGUAN_DATA", "../shared/data")) / "vectors" / "rfc6962.json"


@pytest.mark.data
@pytest.mark.skipif(not VECTORS.is_file(), reason=f"no {VECTORS}")
def test_published_roots_are_reproduced():
    vectors = json.loads(VECTORS.read_text())
    tree = Frontier()
    assert tree.root().hex() == vectors["empty_root"]
    for leaf, root in zip(vectors["leaves_hex"], vectors["roots_hex_by_size"], strict=True):
        tree.append(leaf_hash(bytes.fromhex(leaf)))
        assert tree.root().hex() == root


def test_leaf_and_node_hashes_are_separated_by_prefix():
    left, right = some_leaves(2)
    assert leaf_hash(left + right) == sha256(b"\x00" + left + right).digest()
    assert node_hash(left, right) == sha256(b"\x01" + left + right).digest()


def test_every_size_up_to_600_has_the_root_of_the_definition():
    leaves = some_leaves(600)
    tree = Frontier()
    assert tree.root() == EMPTY_ROOT
    for size, leaf in enumerate(leaves, 1):
        tree.append(leaf)
        if size < 140 or size % 37 == 0 or size in (255, 256, 257, 511, 512, 513):
            assert tree.root() == naive_root(leaves[:size])


def test_appending_in_any_portions_gives_the_same_tree_and_the_same_subtrees():
    leaves = some_leaves(70_000)
    whole = Frontier()
    expected = whole.append_many(leaves)
    rng, parts, done, at = random.Random(1), Frontier(), [], 0
    while at < len(leaves):
        step = rng.choice((1, 2, 255, 256, 257, 5_000))
        done += parts.append_many(leaves[at : at + step])
        at += step
    assert parts == whole
    assert done == expected
    assert [(s.level, s.idx) for s in done if s.level == 8] == [(8, n) for n in range(273)]
    assert [(s.level, s.idx) for s in done if s.level == 16] == [(16, 0)]


def test_a_completed_subtree_carries_the_hash_of_its_256_leaves():
    leaves = some_leaves(3 * BLOCK)
    done = Frontier().append_many(leaves)
    assert done == [
        Subtree(8, n, naive_root(leaves[n * BLOCK : (n + 1) * BLOCK])) for n in range(3)
    ]


def test_a_subtree_hash_stands_for_its_leaves():
    leaves = some_leaves(5 * BLOCK + 3)
    tree = Frontier()
    for start in range(0, 5 * BLOCK, BLOCK):
        tree.append_subtree(8, naive_root(leaves[start : start + BLOCK]))
    tree.append_many(leaves[5 * BLOCK :])
    assert tree.root() == naive_root(leaves)
    with pytest.raises(ValueError, match="aligned"):
        tree.append_subtree(8, leaves[0])


def test_a_frontier_survives_its_stored_form_at_every_size():
    tree = Frontier()
    for leaf in some_leaves(300):
        again = Frontier.from_bytes(tree.to_bytes())
        assert again == tree
        assert again.root() == tree.root()
        tree.append(leaf)


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 7, b"\0" * 9, b"\0" * 40, b"\0" * 7 + b"\3" + b"x" * 32]
)
def test_a_malformed_frontier_is_refused(raw):
    with pytest.raises(ValueError, match=r"frontier|fit"):
        Frontier.from_bytes(raw)


def test_a_copy_does_not_grow_with_its_original():
    tree = Frontier()
    tree.append_many(some_leaves(9))
    copy, root = tree.copy(), tree.root()
    tree.append_many(some_leaves(9))
    assert copy.root() == root
