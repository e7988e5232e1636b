"""The tree and its proofs against RFC 6962's own recursive definitions, and against forgery."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.ledger import proof, tree

LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
# The test vectors that implementations of RFC 6962 share for these eight leaves.
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(hashes):
    """MTH of RFC 6962, 2.1, as it is written there."""
    if not hashes:
        return tree.EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return tree.node_hash(naive_root(hashes[:k]), naive_root(hashes[k:]))


def grown(hashes, steps):
    """Nodes of a tree grown in the given steps."""
    nodes = {}
    size = 0
    for step in [*steps, len(hashes)]:
        nodes.update(tree.grow(size, hashes[size : size + step], lambda *key: nodes[key]))
        size = min(size + step, len(hashes))
    return lambda level, number: nodes[level, number]


many = st.lists(st.binary(max_size=8), max_size=70).map(
    lambda leaves: [tree.leaf_hash(leaf) for leaf in leaves]
)


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size):
    hashes = [tree.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert tree.root(size, grown(hashes, [])).hex() == ROOTS[size]


@given(many, st.lists(st.integers(0, 9), max_size=9))
def test_grown_in_any_steps_every_root_is_the_defined_one(hashes, steps):
    read = grown(hashes, steps)
    for size in range(len(hashes) + 1):
        assert tree.root(size, read) == naive_root(hashes[:size])


@given(many.filter(bool), st.data())
def test_each_leaf_is_proven_and_no_other(hashes, data):
    read = grown(hashes, [])
    size = data.draw(st.integers(1, len(hashes)))
    position = data.draw(st.integers(0, size - 1))
    path = proof.inclusion(position, size, read)
    root = tree.root(size, read)
    assert proof.inclusion_holds(hashes[position], position, size, path, root)
    assert not proof.inclusion_holds(b"\1" * 32, position, size, path, root)
    assert not proof.inclusion_holds(hashes[position], position, size, [*path, root], root)
    assert not proof.inclusion_holds(hashes[position], size, size, path, root)
    if path:
        assert not proof.inclusion_holds(hashes[position], position, size, path[:-1], root)
        flipped = data.draw(st.integers(0, len(path) - 1))
        forged = [bytes([step[0] ^ 1]) + step[1:] if n == flipped else step
                  for n, step in enumerate(path)]  # fmt: skip
        assert not proof.inclusion_holds(hashes[position], position, size, forged, root)


@given(many, st.data())
def test_every_earlier_ledger_is_a_proven_prefix_of_every_later_one(hashes, data):
    read = grown(hashes, [])
    new = data.draw(st.integers(0, len(hashes)))
    old = data.draw(st.integers(0, new))
    path = proof.consistency(old, new, read)
    before, after = tree.root(old, read), tree.root(new, read)
    assert proof.consistency_holds(old, new, before, after, path)
    if old and old != new:
        assert not proof.consistency_holds(old, new, b"\1" * 32, after, path)
        assert not proof.consistency_holds(old, new, before, b"\1" * 32, path)
        assert not proof.consistency_holds(old, new, before, after, [*path, after])


@given(many.filter(lambda hashes: len(hashes) > 1), st.data())
def test_a_changed_past_has_no_proof(hashes, data):
    old = data.draw(st.integers(1, len(hashes) - 1))
    changed = data.draw(st.integers(0, old - 1))
    other = list(hashes)
    other[changed] = tree.leaf_hash(b"something else" + bytes([changed]))
    read, forged = grown(hashes, []), grown(other, [])
    path = proof.consistency(old, len(hashes), forged)
    assert not proof.consistency_holds(
        old, len(hashes), tree.root(old, read), tree.root(len(hashes), forged), path
    )


def test_what_does_not_exist_is_refused():
    read = grown([tree.leaf_hash(b"a")], [])
    with pytest.raises(ValueError, match="no leaf"):
        proof.inclusion(1, 1, read)
    with pytest.raises(ValueError, match="cannot begin"):
        proof.consistency(2, 1, read)
