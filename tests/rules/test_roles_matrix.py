"""What the matrix says to any mixture of roles: pure laws."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.groups.roles import ALLOWED, Standing, judge, matrix

ROLES = sorted({role for permissions in matrix().values() for role in permissions})
standings = st.dictionaries(
    st.sampled_from(ROLES), st.frozensets(st.integers(1, 3), max_size=2)
).map(Standing)
actions = st.sampled_from(sorted(matrix()))
entities = st.none() | st.integers(1, 3)


@given(standings, actions, entities, st.booleans())
def test_what_is_allowed_is_allowed_by_a_role_that_is_held(standing, action, entity, terms):
    verdict = judge(standing, action, entity_id=entity, if_allowed=terms)
    if verdict:
        permission = matrix()[action][verdict.role]
        assert standing.holds(verdict.role)
        assert permission in ALLOWED or (permission == "if_allowed" and terms)
        if permission == "own" and entity is not None:
            assert entity in standing.entities_by_role[verdict.role]
    else:
        assert verdict.reason


@given(standings, actions, entities, st.sampled_from(ROLES))
def test_another_role_takes_nothing_away_unless_the_matrix_says_never(
    standing, action, entity, extra
):
    before = judge(standing, action, entity_id=entity)
    more = Standing({**standing.entities_by_role, extra: frozenset({1, 2, 3})})
    if before and matrix()[action].get(extra) != "never":
        assert judge(more, action, entity_id=entity)


@given(standings, entities)
def test_nobody_but_secretariat_and_focal_point_validates(standing, entity):
    verdict = judge(standing, "validate_registration", entity_id=entity)
    if verdict:
        assert verdict.role in {"secretariat", "focal_point"}


@given(actions)
def test_the_public_may_nothing_that_terms_do_not_open(action):
    assert not judge(Standing({"public": frozenset()}), action)
