"""Inclusion and consistency proofs: exhaustive on small trees, malformed ones refused."""

from functools import cache

import pytest

from adapters.ledger.proof.merkle import BLOCK, EMPTY_ROOT, Frontier, leaf_hash, node_hash
from adapters.ledger.proof.proofs import (
    ProofRange,
    consistency_proof,
    frontier_at,
    inclusion_proof,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from adapters.ledger.proof.tiles import MissingHashes, StoredHashes
from tests.adapters.proof.oracle import (
    naive_consistency,
    naive_path,
    naive_root,
    some_leaves,
)

TOP = 130
LEAVES = some_leaves(TOP)
ROOTS = [naive_root(LEAVES[:size]) for size in range(TOP + 1)]


@cache
def hash_of(start: int, end: int) -> bytes:
    span = end - start
    assert span & (span - 1) == 0
    assert start % span == 0, "only aligned complete subtrees may be asked for"
    return naive_root(LEAVES[start:end])


def test_every_inclusion_proof_up_to_130_is_that_of_the_definition_and_verifies():
    for size in range(1, TOP + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, hash_of)
            if size % 7 == 0 or size < 40:
                assert proof == naive_path(index, LEAVES[:size])
            assert verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size])


def test_every_consistency_proof_up_to_130_is_that_of_the_definition_and_verifies():
    for new in range(1, TOP + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, hash_of)
            if new % 7 == 0 or new < 40:
                assert proof == naive_consistency(old, LEAVES[:new])
            assert verify_consistency(old, new, proof, ROOTS[old], ROOTS[new])


def test_roots_and_frontiers_of_the_past_come_from_complete_subtrees():
    tree = Frontier()
    for size in range(TOP):
        assert root_at(size, hash_of) == ROOTS[size]
        assert frontier_at(size, hash_of) == tree
        tree.append(LEAVES[size])


def test_an_inclusion_proof_fits_no_other_index_size_leaf_or_root():
    for size in (1, 2, 3, 7, 8, 13, 64, 100):
        for index in range(size):
            proof = inclusion_proof(index, size, hash_of)
            for other in range(size):
                ok = verify_inclusion(other, size, LEAVES[index], proof, ROOTS[size])
                assert ok == (other == index)
            assert not verify_inclusion(
                index, size, LEAVES[index - 1] if size > 1 else b"x" * 32, proof, ROOTS[size]
            )
            assert not verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size - 1])


def test_malformed_inclusion_proofs_are_refused():
    for size in range(1, 40):
        for index in range(size):
            leaf, root = LEAVES[index], ROOTS[size]
            proof = inclusion_proof(index, size, hash_of)
            bad = [
                (index, size, leaf, [*proof, b"\0" * 32], root),
                (index, size, leaf, [*proof, root], root),
                (index, size, leaf, [leaf, *proof], root),
                (size, size, leaf, proof, root),
                (-1, size, leaf, proof, root),
                (index + size, size, leaf, proof, root),
                (index, 0, leaf, proof, root),
                (index, size, leaf[:31], proof, root),
                (index, size, leaf, proof, root + b"\0"),
            ]
            if proof:
                bad += [
                    (index, size, leaf, proof[:-1], root),
                    (index, size, leaf, proof[1:], root),
                    (index, size, leaf, [], root),
                    (index, size, leaf, [*proof[:-1], proof[-1][:31]], root),
                    (index, size, leaf, [*proof[:-1], proof[-1] + b"\0"], root),
                    (
                        index,
                        size,
                        leaf,
                        [bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]],
                        root,
                    ),
                    (index, size, root, [], root) if size > 1 else (0, 0, root, [], root),
                ]
            if len(proof) > 1:
                bad.append((index, size, leaf, proof[::-1], root))
            assert [case for case in bad if verify_inclusion(*case)] == []


def test_malformed_consistency_proofs_are_refused():
    for new in range(1, 40):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, hash_of)
            a, b = ROOTS[old], ROOTS[new]
            bad = [
                (old, new, [*proof, b"\0" * 32], a, b),
                (old, new, [b"\0" * 32, *proof], a, b),
                (new + 1, new, proof, a, b),
                (old, new, proof, b"\0" * 32, b),
                (old, new, proof, a, b"\0" * 32),
                (-old, new, proof, a, b),
                (old, new, proof, a[:31], b),
            ]
            if proof:
                bad += [
                    (old, new, proof[:-1], a, b),
                    (old, new, proof[1:], a, b),
                    (old, new, [], a, b),
                    (new, old, proof, b, a),
                    (old, new, proof, b, a),
                    (old, new, [proof[0][:-1], *proof[1:]], a, b),
                ]
            assert [case for case in bad if verify_consistency(*case)] == []


def test_a_consistency_proof_fits_no_other_pair_of_sizes():
    for new in (5, 8, 13, 33):
        for old in range(1, new):
            proof = consistency_proof(old, new, hash_of)
            for other in range(1, new + 1):
                ok = verify_consistency(other, new, proof, ROOTS[other], ROOTS[new])
                assert ok == (other == old)


def test_every_tree_extends_the_empty_one_with_an_empty_proof():
    assert consistency_proof(0, 5, hash_of) == []
    assert verify_consistency(0, 5, [], EMPTY_ROOT, ROOTS[5])
    assert not verify_consistency(0, 5, [], ROOTS[1], ROOTS[5])
    assert not verify_consistency(0, 5, [ROOTS[1]], EMPTY_ROOT, ROOTS[5])
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)


def test_a_node_offered_as_a_leaf_is_refused():
    """Attack 31: the preimage of an inner node, hashed as a leaf, is another hash."""
    inner = node_hash(LEAVES[0], LEAVES[1])
    proof = inclusion_proof(0, 4, hash_of)
    assert verify_inclusion(0, 2, inner, proof[1:], ROOTS[4])  # a bare hash cannot tell …
    assert not verify_inclusion(0, 4, inner, proof[1:], ROOTS[4])  # … the size can
    content = b"\x01" + LEAVES[0] + LEAVES[1]
    for data in (content, content[1:]):
        assert not verify_inclusion(0, 2, leaf_hash(data), proof[1:], ROOTS[4])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (9, 5)])
def test_no_proof_is_made_for_an_index_outside_the_tree(index, size):
    with pytest.raises(ProofRange):
        inclusion_proof(index, size, hash_of)


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_no_proof_is_made_for_a_tree_that_shrinks(old, new):
    with pytest.raises(ProofRange):
        consistency_proof(old, new, hash_of)


def test_stored_leaves_and_subtrees_are_enough_for_any_proof_of_a_large_log():
    leaves = some_leaves(2 * BLOCK * BLOCK + 3 * BLOCK + 5)
    tree, reads = Frontier(), []
    levels: dict[int, list[bytes]] = {0: leaves, 8: [], 16: [], 24: []}
    for subtree in tree.append_many(leaves):
        levels[subtree.level].append(subtree.hash)

    def read(level: int, start: int, end: int) -> list[bytes]:
        reads.append((level, start, end))
        return levels[level][start:end]

    size = len(leaves)
    for index in (0, 1, 255, 256, 65_535, 65_536, 70_000, size - 1):
        stored = StoredHashes(read)
        proof = inclusion_proof(index, size, stored)
        assert verify_inclusion(index, size, leaves[index], proof, tree.root())
    for old in (1, 255, 256, 257, 65_536, 66_000, 131_072, size - 1):
        old_tree = frontier_at(old, StoredHashes(read))
        proof = consistency_proof(old, size, StoredHashes(read))
        assert verify_consistency(old, size, proof, old_tree.root(), tree.root())
    assert all(end - start <= BLOCK for _, start, end in reads)
    with pytest.raises(MissingHashes):
        inclusion_proof(0, 2 * size, StoredHashes(read))
