# make demo: open the window on a sample clip.  make test: every check.  Both do all their set-up first.
VENV ?= .venv
export VENV

.PHONY: demo test setup app docs words words-walk screen-reader dev lint types contracts tests parity bench clean

demo: setup
	$(VENV)/bin/dyadmirror demo

test: dev lint types contracts tests parity

setup:
	tools/setup.sh app

# The one-folder application, and a .deb around it where dpkg-deb is there.
app: setup
	tools/bundle/build.sh

dev:
	tools/setup.sh dev

lint: dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: dev
	$(VENV)/bin/mypy --num-workers 2

contracts: dev
	$(VENV)/bin/lint-imports

# Two processes at once: what is timed is measured in benchmarks, never in a test. Each compiles four hundred files of
# tests, ten seconds of it: also where the environment forbids Python to keep what it compiled, as tools/setup.sh does.
tests: dev
	PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python -m pytest -n 2 --dist worksteal

parity: dev
	tools/parity.sh

bench: dev
	for file in benchmarks/*.py; do $(VENV)/bin/python $$file; done

# The documentation site in build/site, from an environment of its own; nothing is fetched while it is built.
docs:
	tools/docs.sh

# Every word that is shown, for a translator: make words INTO=de keeps ui/language/dyadmirror_de.ts up to date and
# makes the catalogue that the app speaks from it; without INTO it writes build/words/dyadmirror.ts.
words: dev
	$(VENV)/bin/python tools/words.py $(INTO)

# Every page, menu and dialog in a language that nobody speaks: nothing hard-wired, nothing cut. Takes minutes.
words-walk: dev
	$(VENV)/bin/python -m pytest -m walk tests/ui/language

# The running window and its dialogs as a screen reader hears them; with Debian's python3-pyatspi, at-spi2-core, xvfb and dbus.
screen-reader: setup
	dbus-run-session -- xvfb-run -a /usr/bin/python3 tools/screen_reader_walk.py $(VENV)/bin/dyadmirror

clean:
	rm -rf .venv .venv-parity .venv-docs build dist *.egg-info
