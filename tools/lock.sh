#!/usr/bin/env bash
# Write requirements/*.txt anew from pyproject.toml: exact versions with hashes, for every platform. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() { uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q pyproject.toml "$@"; }
lock --extra build -o requirements/app.txt
lock --extra build --extra dev -o requirements/dev.txt
lock --extra build --extra bundle -o requirements/bundle.txt
lock --extra docs -o requirements/docs.txt
