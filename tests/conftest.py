"""What all tests share: a data folder of their own, set before Django reads its settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code: properties are judged by what they find, not by time.
settings.register_profile("comitia", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("comitia")

# Not in pyproject.toml: pytest-django would read the settings before this file is.
os.environ["DJANGO_SETTINGS_MODULE"] = "comitia.config.settings"
# In memory where there is room for it: the tests commit thousands of times.
_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
os.environ["COMITIA_DATA"] = tempfile.mkdtemp(prefix="comitia-tests-", dir=_memory)
atexit.register(shutil.rmtree, os.environ["COMITIA_DATA"], ignore_errors=True)
(Path(os.environ["COMITIA_DATA"]) / "static").mkdir()
os.environ.setdefault("COMITIA_MAIL_DOMAIN", "comitia.example")
os.environ.setdefault("COMITIA_DNS", "0")


def pytest_configure() -> None:
    import django
    from django.conf import settings

    from comitia.config.catalogues import compile_catalogues

    # As the set-up does; the first process to come here does it for all that follow.
    compile_catalogues(settings.PACKAGE / "locale")
    django.setup()
    # A worker of xdist has read the settings of the process that began it.
    settings.DATA = Path(os.environ["COMITIA_DATA"])


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of material by others. Absent on a stranger's machine, present in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing, and in CI it must not be")
        pytest.skip("the test material by others (../shared) is not here")
    return SHARED


@pytest.fixture(autouse=True)
def nothing_known_of_another_test():
    """What a process learnt and found by numbers of rows goes with the test's database."""
    from comitia.archive import packing
    from comitia.reports import in_step

    packing.forget()
    in_step.apart.cache_clear()


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An index of the test's own, which all that search and index use."""
    from comitia.search.store import Store

    made = Store(tmp_path / "search")
    for name in ("comitia.archive.index.store", "comitia.archive.search.store"):
        monkeypatch.setattr(name, lambda: made)
    return made


@pytest.fixture
def world(db):
    """Alice, Bob, Charlie and the others (tests/world.py), the clock standing at its morning."""
    from comitia.base import clock
    from tests.world import NOW, make_world

    with clock.stopped_at(NOW):
        yield make_world()


@pytest.fixture
def pages(db, settings):
    """A client that checks every page it fetches (tests/pages.py)."""
    from django.utils import translation

    from tests.pages import PageClient

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # A page in another language would leave that language to the next test.
    with translation.override(None):
        yield PageClient()
