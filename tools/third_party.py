"""Write THIRD_PARTY.md: every package that the app installs, its licence, and what its wheel carries inside.

Usage: python tools/third_party.py [--folder DIST] > THIRD_PARTY.md
Exit code 1 where a package names no licence, or one that was not decided on.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|PSF|Python Software Foundation|ISC|Unlicense|HPND|Zlib|MPL|LGPL|CC0|0BSD)\b", re.I
)
COPYLEFT = re.compile(r"\bA?GPL\b", re.I)

DECIDED = {
    "pyside6-essentials": "LGPL-3.0-only, dynamically linked and replaceable",
    "shiboken6": "LGPL-3.0-only, dynamically linked and replaceable",
    "apsw-sqlite3mc": "any-OSI (SQLite is in the public domain, SQLite3MultipleCiphers is MIT)",
    "miniaudio": "MIT (miniaudio itself: public domain or MIT-0)",
    "fpdf2": "LGPL-3.0-only, unmodified",
    "pyinstaller": "GPL-2.0-or-later with an exception for what it bundles; not in the bundle",
}
"""Licences whose metadata says less than their files do, or that were looked at one by one."""

INSIDE = {
    "x264": ("GPL-2.0-or-later", "H.264 encoder, in FFmpeg inside the PyAV wheel"),
    "x265": ("GPL-2.0-or-later", "H.265 encoder, in FFmpeg inside the PyAV wheel"),
    "avcodec": ("LGPL-2.1-or-later; GPL where it is built with x264 or x265", "FFmpeg"),
    "avformat": ("LGPL-2.1-or-later; GPL where it is built with x264 or x265", "FFmpeg"),
    "gnutls": ("LGPL-2.1-or-later", "linked by FFmpeg; the app refuses the process every network socket"),
    "gmp": ("LGPL-3.0-or-later or GPL-2.0-or-later", "linked by GnuTLS"),
    "nettle": ("LGPL-3.0-or-later or GPL-2.0-or-later", "linked by GnuTLS"),
    "hogweed": ("LGPL-3.0-or-later or GPL-2.0-or-later", "linked by GnuTLS"),
    "mp3lame": ("LGPL-2.0-or-later", "linked by FFmpeg"),
    "openblas": ("BSD-3-Clause", "in numpy, scipy and OpenCV"),
    "gfortran": ("GPL-3.0 with the GCC runtime exception", "in scipy and OpenCV"),
    "quadmath": ("LGPL-2.1-or-later", "in scipy and OpenCV"),
    "Qt6Core": ("LGPL-3.0-only", "Qt"),
}
"""Libraries inside wheels whose licence is not the package's own."""


WHAT_FOLLOWS = """
The PyAV wheels carry FFmpeg built with x264 and x265, which are under the GPL. The wheel of Dyad Mirror holds no such
library: it names PyAV as a dependency. The one-folder application and the `.deb` do hold them, so whoever passes one of
those on does so under the GPL (version 2 or later) as a whole, with the sources of FFmpeg, x264 and x265 offered beside
it; the app's own files stay under MIT. The reasons: docs/decisions/0153-what-the-one-folder-application-holds.md.

## Model weights

Their licences lie beside them in `models/weights`; `models/manifest.toml` says where each comes from."""


def locked(file: Path) -> list[str]:
    """Return the package names of a lock file, those for another Python version or system included once."""
    return sorted(set(re.findall(r"^([A-Za-z0-9][\w.-]*)==", file.read_text("utf-8"), re.MULTILINE)))


def licence_of(found: Distribution) -> str:
    """Return what a package's metadata says of its licence, short."""
    data = found.metadata
    name = re.sub(r"[-_.]+", "-", data["Name"]).lower()
    if name in DECIDED:
        return DECIDED[name]
    if expression := data.get("License-Expression"):
        return expression
    said = [line.rsplit("::", 1)[-1].strip() for line in data.get_all("Classifier") or () if line.startswith("License")]
    said = [line for line in said if line != "OSI Approved"]
    first = (data.get("License") or "").strip().split("\n")[0]
    return "; ".join(dict.fromkeys(said)) or first[:80]


def libraries(folders: list[Path]) -> list[tuple[str, str, str]]:
    """Return (library, licence, where) for the shared libraries that are not licensed as their package is."""
    names = {
        file.name for folder in folders for file in folder.rglob("*") if re.search(r"\.(so|dll|dylib)\b", file.name)
    }
    return [
        (stem, licence, where)
        for stem, (licence, where) in INSIDE.items()
        if any(re.match(rf"(lib)?{re.escape(stem)}", name, re.IGNORECASE) for name in names)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="a made application, to look for libraries in; else the packages")
    options = parser.parse_args()
    rows, unclear, places = [], [], []
    for name in locked(ROOT / "requirements" / "app.txt"):
        try:
            found = distribution(name)
        except Exception:  # for another system or Python version
            continue
        licence = licence_of(found)
        rows.append((found.metadata["Name"], found.version, licence))
        if not PERMISSIVE.search(licence) and re.sub(r"[-_.]+", "-", name).lower() not in DECIDED:
            unclear.append(f"{name}: {licence or 'no licence named'}")
        if COPYLEFT.search(licence) and not PERMISSIVE.search(licence):
            unclear.append(f"{name}: {licence}")
        places.append(Path(str(found.locate_file(""))))
    out = ["# What the app is made with", ""]
    out += ["Written by `tools/third_party.py`; do not edit. Dyad Mirror itself is MIT ([LICENSE](LICENSE)).", ""]
    out += ["## Packages", "", "| package | version | licence |", "|---|---|---|"]
    out += [f"| {name} | {version} | {licence} |" for name, version, licence in rows]
    out += [
        "",
        "## Libraries inside those packages under another licence",
        "",
        "| library | licence | where |",
        "|---|---|---|",
    ]
    folders = [options.folder] if options.folder else list(dict.fromkeys(places))
    out += [f"| {name} | {licence} | {where} |" for name, licence, where in libraries(folders)]
    out += WHAT_FOLLOWS.split("\n")
    print("\n".join(out))
    for line in unclear:
        print(f"licence to decide on: {line}", file=sys.stderr)
    return 1 if unclear else 0


if __name__ == "__main__":
    sys.exit(main())
