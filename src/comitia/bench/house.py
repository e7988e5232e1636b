"""A fresh house in a folder of its own, for a bench to fill and measure."""

import os
import subprocess
import sys
from pathlib import Path

_MAKE_GROUPS = """
import sys, django; django.setup()
from datetime import date, datetime, UTC
from comitia.bodies.models import Body, Decision
from comitia.groups.models import Group
body, _ = Body.objects.get_or_create(
    acronym="BENCH", defaults={"slug": "bench", "kind": "advisory_group"}
)
decision = Decision.objects.create(
    body=body, decided_from=date(2011, 2, 8), decided_until=date(2011, 2, 11), text="A bench."
)
for name in sys.argv[1:]:
    Group.objects.create(
        name=name, title="Bench", parent=body, archive_public=True, state="active",
        established_by=decision, created_at=datetime.now(UTC),
    )
"""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What the programs of a house in `folder` are started with; on SQLite if nothing else."""
    found = os.environ | {
        "COMITIA_DATA": str(folder),
        "COMITIA_MAIL_DOMAIN": "comitia.example",
        "COMITIA_HTTP": "127.0.0.1:0",
        "COMITIA_LMTP": "127.0.0.1:0",
        "COMITIA_SMTP": "127.0.0.1:0",
        "COMITIA_SINK": "1",
        "COMITIA_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "comitia.config.settings",
    }
    found.pop("COMITIA_DATABASE", None)
    # Where Comitia is installed, Python keeps what it has compiled.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found | settings


def build(folder: Path, *groups: str, **settings: str) -> dict[str, str]:
    """Set a house up, with these groups, whose archives are public; its environment."""
    found = environment(folder, **settings)
    run(found, "-m", "comitia", "setup")
    add_groups(found, *groups)
    return found


def add_groups(house: dict[str, str], *groups: str) -> None:
    """More groups."""
    run(house, "-c", _MAKE_GROUPS, *groups)


def run(house: dict[str, str], *arguments: str) -> str:
    """What a program of the house prints. Raises RuntimeError with its complaint where it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], env=house, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments[:4])} failed: {done.stderr[-2000:]}")
    return done.stdout
