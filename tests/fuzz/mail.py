"""Mail grown by atheris, which follows what the code does with it: `make fuzz` (Linux, x86-64).

Runs until it is stopped or finds a mail that raises, or takes longer than five seconds; that mail
is left in the current folder as crash-… or timeout-…, to be kept, cut down, in tests/corpus/odd.
What it grows it keeps in the folder named as its argument, and goes on from there the next time.
"""

import sys
from pathlib import Path

import atheris

import tests.conftest

FOLLOWED = ["comitia.archive", "comitia.base", "comitia.mail", "comitia.outbox.bounce"]
with atheris.instrument_imports(include=FOLLOWED):
    tests.conftest.pytest_configure()
    from comitia.archive.models import Raw
    from comitia.archive.rendering import render
    from comitia.base.packing import pack
    from comitia.mail.actions import look
    from comitia.mail.models import Arrival
    from comitia.outbox.bounce.read import read

ODD = Path(__file__).parents[1] / "corpus" / "odd"


def bear(data: bytes) -> None:
    """What is done with any mail, short of the database."""
    render(data)
    read(data)
    look(Arrival(raw=Raw(packed=pack(data)), mail_from="x@y.example", peer={}), dns=None)


def main() -> None:
    """Begin with our odd mail, and grow."""
    grown = Path(sys.argv[1] if len(sys.argv) > 1 else "build/fuzz")
    grown.mkdir(parents=True, exist_ok=True)
    options = ["-max_len=20000", "-timeout=5", *sys.argv[2:]]
    atheris.Setup([sys.argv[0], *options, str(grown), str(ODD)], bear)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
