# make demo: open the window on a sample clip.  make test: every check.  Both do all their set-up first.
VENV ?= .venv
export VENV

.PHONY: demo test app dev lint types contracts tests parity bench clean

demo: app
	$(VENV)/bin/dyadmirror demo

test: dev lint types contracts tests parity

app:
	tools/setup.sh app

dev:
	tools/setup.sh dev

lint: dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: dev
	$(VENV)/bin/mypy

contracts: dev
	$(VENV)/bin/lint-imports

tests: dev
	$(VENV)/bin/python -m pytest

parity: dev
	tools/parity.sh

bench: dev
	for file in benchmarks/*.py; do $(VENV)/bin/python $$file; done

clean:
	rm -rf .venv .venv-parity build dist *.egg-info
