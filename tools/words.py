"""Gather every word that is shown for translators, with Qt's own lupdate, and make catalogues with its lrelease.

Usage: python tools/words.py [LANGUAGE]

Qt's lupdate reads ``QCoreApplication.translate`` calls, not our ``tr`` and ``plural``. So a stand-in of each file is
written, with one such call on the same line for each of ours; lupdate reads those and does what it is good at: it keeps
what was translated, marks what is new or gone, and knows the plural forms of each language.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("coder", "models", "ui")
LANGUAGES = ROOT / "ui" / "language"
TEMPLATE = ROOT / "build" / "words" / "dyadmirror.ts"


@dataclass(frozen=True, slots=True)
class ShownWords:
    """A text that is shown: where it stands, which folder says it, and whether its form hangs on a number."""

    file: Path
    line: int
    context: str
    text: str
    plural: bool


def shown_words(root: Path = ROOT) -> list[ShownWords]:
    """Return what ``tr``, ``plural`` and ``named`` say in all rooms, file by file from top to bottom.

    Raises
    ------
    ValueError
        Where a text is put together instead of written out: nobody could translate it.
    """
    found: list[ShownWords] = []
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            file = path.relative_to(root)
            context = ".".join(file.parent.parts)
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "plural"):
                    plural = node.func.id == "plural"
                    said = node.args[2 if plural else 0]
                    if not (isinstance(said, ast.Constant) and isinstance(said.value, str)):
                        raise ValueError(f"{file}:{node.lineno} translates a text that is not written out there.")
                    found.append(ShownWords(file, node.lineno, context, said.value, plural))
                elif isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "StrEnum" for base in node.bases):
                    found += _kinds(file, context, node)
    return sorted(found, key=lambda one: (str(one.file), one.line))


def _kinds(file: Path, context: str, kinds: ast.ClassDef) -> list[ShownWords]:
    """Return the names of an enumeration's members, which ``named`` says."""
    values = [line.value for line in kinds.body if isinstance(line, ast.Assign)]
    return [
        ShownWords(file, value.lineno, context, value.value, False)
        for value in values
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value
    ]


def write_ts(target: Path, words: list[ShownWords], *, language: str = "") -> None:
    """Write or renew a .ts file by lupdate: what it holds already is kept."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stand_ins = _stand_ins(Path(folder), words)
        names = "\n".join(str(file) for file in stand_ins)
        listed = Path(folder) / "files.lst"
        listed.write_text(names, "utf-8")
        # Places are written relative to the .ts file: it is made where the stand-ins are, then moved to its own place.
        made = Path(folder) / "words.ts"
        if target.exists():
            made.write_bytes(target.read_bytes())
        speaks = ["-target-language", language] if language else []
        _qt("lupdate", f"@{listed}", "-source-language", "en", *speaks, "-ts", str(made))
        target.write_bytes(made.read_bytes())


def write_qm(source: Path, target: Path) -> None:
    """Make a catalogue of a .ts file by lrelease."""
    _qt("lrelease", str(source), "-qm", str(target))


def _stand_ins(folder: Path, words: list[ShownWords]) -> list[Path]:
    by_file: dict[Path, list[ShownWords]] = {}
    for one in words:
        by_file.setdefault(one.file, []).append(one)
    written = []
    for file, inside in by_file.items():
        lines: dict[int, list[str]] = {}
        for one in inside:
            number = ', "", 2' if one.plural else ""
            call = f"QCoreApplication.translate({_quoted(one.context)}, {_quoted(one.text)}{number})"
            lines.setdefault(one.line, []).append(call)
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        last = max(lines)
        target.write_text("\n".join("; ".join(lines.get(at, ())) for at in range(1, last + 1)) + "\n", "utf-8")
        written.append(target)
    return written


def _quoted(text: str) -> str:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(sign, written)
    return f'"{text}"'


def _qt(tool: str, *arguments: str) -> None:
    found = Path(PySide6.__file__).parent / tool
    program = str(found if found.exists() else found.with_suffix(".exe"))
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{tool}: {done.stdout}{done.stderr}")


def main(language: str = "") -> None:
    """Write the .ts file of a language and its catalogue, or the template without any."""
    words = shown_words()
    target = LANGUAGES / f"dyadmirror_{language}.ts" if language else TEMPLATE
    write_ts(target, words, language=language)
    if language:
        write_qm(target, target.with_suffix(".qm"))
    print(f"{len({(one.context, one.text) for one in words})} texts in {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
