# One command each: serve, test, check, bench, gallery. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: exim gallery messages test-long test-packages bench-packages help serve test check bench gallery lock format env test-env clean

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

env: .venv/run.done  ## the environment that Comitia runs in

test-env: .venv/test.done

# On a bare Debian `python3 -m venv` fails until python3-venv is there; some wheels need no compiler.
.venv/bin/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Comitia needs Python 3.11 or later; this is $$(python3 --version)." >&2; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/need "the environment" python3-venv
	python3 -m venv .venv

.venv/run.done: requirements/run.txt pyproject.toml | .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/test.done: requirements/test.txt .venv/run.done
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@

serve: env  ## the example group on http://127.0.0.1:8000, with LMTP on 8024 and SMTP on 8025
	COMITIA_DEMO=1 .venv/bin/comitia serve

check: test-env  ## format, lint, types, import directions
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test: test-env test-packages  ## everything, fast tests first
	.venv/bin/pytest -n auto -m "not slow" --durations=5
	.venv/bin/python -m tests.postgres .venv/bin/pytest -n 2 -m "not slow" $(ON_POSTGRESQL)
	.venv/bin/pytest -n 4 -m "slow and not long" $(WORLDS)
	.venv/bin/pytest -n auto --dist loadfile -m "slow and not long" --durations=5 $(FILES)
	.venv/bin/pytest -m "slow and not long" --durations=10 $(WORLDS:%=--ignore=%) $(FILES:%=--ignore=%)

test-long: test-env test-packages  ## besides, the long versions of the slow tests
	.venv/bin/pytest -n 4 -m long $(WORLDS)
	.venv/bin/pytest -n auto -m long tests/corpus
	.venv/bin/pytest -m long --durations=10 --ignore=tests/corpus $(WORLDS:%=--ignore=%)

# These wait more than they work, each process on a database of its own.
WORLDS = tests/worlds/test_faulty_relay.py
# These only read and write files: nothing in them hangs on how long another takes.
FILES = tests/archive tests/corpus tests/docs tests/documents tests/papers

fuzz: test-env  ## grow mail by atheris until it breaks something or is stopped (Linux, x86-64)
	.venv/bin/python -m tests.fuzz.mail build/fuzz

# What must behave alike on both engines.
ON_POSTGRESQL = tests/jobs tests/ledger tests/people tests/groups tests/outbox tests/archive tests/mail \
  tests/timetable tests/documents tests/reports tests/circulars tests/official tests/mandates tests/bodies tests/glossary tests/contract \
  tests/web/test_archive_pages.py tests/web/test_searching.py

bench-packages:
	@scripts/need "the benches" postfix openssl postgresql public-inbox fonts-noto-core fonts-noto-cjk libreoffice-writer-nogui

test-packages:
	@scripts/need "the tests" postgresql postfix dovecot-imapd public-inbox chromium swaks gettext fonts-noto-core fonts-noto-cjk libreoffice-writer-nogui python3-uno

bench: test-env bench-packages  ## measure, each beside its peer or raw limit; one JSON object a line
	.venv/bin/python -m tests.postgres sh -c \
	  'COMITIA_BENCH_DATABASE=$$COMITIA_DATABASE; unset COMITIA_DATABASE; export COMITIA_BENCH_DATABASE; exec .venv/bin/comitia bench --json'

format: test-env  ## let ruff set the code
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock: test-env  ## pin the newest fitting versions, with hashes
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/run.in -o requirements/run.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/test.in -o requirements/test.txt

clean:  ## remove what was built; data/ stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache

messages: test-env  ## gather strings from code and templates into the catalogues (needs gettext)
	cd src/comitia && ../../.venv/bin/django-admin makemessages --settings comitia.config.settings \
	  -l ar -l es -l fr -l ru -l zh_Hans --no-location --no-wrap --no-obsolete

gallery: test-env  ## photograph every page into build/gallery
	.venv/bin/python scripts/gallery.py

exim:  ## fetch Debian's Exim into build/ for the tests, since it cannot be installed beside Postfix
	rm -rf build/exim && mkdir -p build/exim/packages
	cd build/exim/packages && apt-get download exim4-daemon-light exim4-base libidn12 libnss-wrapper
	for package in build/exim/packages/*.deb; do dpkg -x $$package build/exim; done
	chmod u-s build/exim/usr/sbin/exim4
