#!/usr/bin/env bash
# Build the documentation site in build/site, strictly: a broken link or a missing page stops it. DOCS_VENV names the environment.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${DOCS_VENV:-.venv-docs}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/docs.txt
"$venv/bin/mkdocs" build --quiet --strict
echo "build/site/index.html"
