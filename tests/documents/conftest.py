import pytest


@pytest.fixture
def register(world):
    """Two meetings ahead and a Director (tests/documents/register.py)."""
    from tests.documents.register import make_register

    return make_register(world)
