#!/usr/bin/env bash
# Everything a fresh machine needs to run or test Dyad Mirror: system libraries, a virtual environment, the packages.
# Usage: tools/setup.sh app|dev      (VENV names the environment; .venv if not set)
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-app}
venv=${VENV:-.venv}
lock=requirements/$kind.txt

system_libraries() {
    command -v dpkg-query >/dev/null || return 0
    local missing=() package status lists=(tools/debian-packages.txt)
    [ "$kind" = dev ] && lists+=(tools/debian-test-packages.txt)
    while read -r package; do
        # Newer releases call some of them ...t64; dpkg-query complains about the name that is not there.
        status=$(dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2>/dev/null || true)
        [[ $status == *'ok installed'* ]] || missing+=("$package")
    done < <(grep -hv '^#' "${lists[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            echo "These system packages are needed; install them, then run this again:" >&2
            echo "  sudo apt-get install ${missing[*]}" >&2
            return 0
        fi
    fi
    echo "Installing the system packages that are needed: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return 0
        fi
    done
    echo "Dyad Mirror needs Python 3.11 or newer; install it, or name it with PYTHON=..." >&2
    return 1
}

packages() {
    local stamp wanted python
    stamp=$venv/.dyadmirror-$kind
    wanted=$(cat "$lock" pyproject.toml | cksum)
    [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
    if [ ! -x "$venv/bin/python" ]; then
        python=$(find_python)
        "$python" -m venv "$venv" || {
            echo "The virtual environment could not be made; on Debian: apt-get install python3-venv" >&2
            return 1
        }
    fi
    echo "Installing the packages of $lock into $venv"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    echo "$wanted" >"$stamp"
}

system_libraries
packages
# A start compiles some three hundred files anew, half a second, where the environment forbids Python to keep them.
"$venv/bin/python" -m compileall -q coder models ui
