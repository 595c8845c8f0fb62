#!/usr/bin/env bash
# Shows that the built-in face mesh and MediaPipe 0.10.21 give the same landmarks on the same crops.
# MediaPipe pins numpy < 2, so it lives in an environment of its own, made on the first run and kept for the next.
#   PARITY_VENV    where (default: .venv-parity beside this checkout's .venv)
#   PARITY_PYTHON  a Python 3.11 or 3.12 (default: the first found)
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${PARITY_VENV:-.venv-parity}
requirements=tools/parity-requirements.txt
ready=$venv/ready-$(cksum <"$requirements" | tr " " -)

if [ ! -e "$ready" ]; then
    python=${PARITY_PYTHON:-}
    for candidate in python3.11 python3.12 python3; do
        [ -z "$python" ] || break
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; then
            python=$candidate
        fi
    done
    if [ -z "$python" ]; then
        echo "parity: mediapipe 0.10.21 needs Python 3.11 or 3.12, and none was found; set PARITY_PYTHON to one." >&2
        exit 2
    fi
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps -r "$requirements"
    touch "$ready"
fi

# Only what this one test needs is installed, so the project's own pytest settings and fixtures stay out of it.
exec "$venv/bin/python" -m pytest -c tools/parity.ini --rootdir=. --noconftest -q -s tests/models/test_parity_mediapipe.py
