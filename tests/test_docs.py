"""The documents name what is there: files, links, decisions, and the picture of the rooms as the code has it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")]
    if path.name != "CHANGELOG.md"  # tells of what was, too
)
PATH = re.compile(r"(?<![\w./-])((?:coder|models|ui|tests|tools|benchmarks|batch|docs|sample_clips)/[\w./-]*\w)")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_page_names_is_there(page: Path):
    named = set(PATH.findall(page.read_text("utf-8")))
    gone = [name for name in named if not (ROOT / name).exists() and not (ROOT / f"{name}.py").exists()]
    assert sorted(gone) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))
    assert sorted(target for target in targets if not (page.parent / target).exists()) == []


@pytest.mark.parametrize("script", ["architecture.py", "decisions_index.py"])
def test_what_scripts_write_is_as_they_would_write_it_now(script: str):
    done = subprocess.run([sys.executable, str(ROOT / "tools" / script), "--check"], cwd=ROOT, timeout=120)
    assert done.returncode == 0, f"run: python tools/{script}"


def test_the_tutorial_is_the_readmes():
    readme = (ROOT / "README.md").read_text("utf-8")
    steps = readme.split("## Ten minutes with a sample clip\n", 1)[1].split("\n## ", 1)[0]
    assert (ROOT / "docs" / "tutorial.md").read_text("utf-8").split("\n", 1)[1].strip() == steps.strip()


PRODUCT = ("coder", "models", "ui", "batch")
LONGEST = 100
STATEMENT = re.compile(r"\s*(SELECT|INSERT|DELETE|UPDATE|PRAGMA)\b.*\b(FROM|INTO|SET|=)\b", re.DOTALL)


@dataclass(frozen=True)
class SourceFile:
    """What is asked of a file here. The parsed file itself is let go: all of them are two million objects."""

    path: Path
    classes: tuple[str, ...]
    made: frozenset[str]
    imported: tuple[tuple[int, str, str], ...]
    """Line, module and name."""
    sql: tuple[str, ...]
    long_functions: tuple[str, ...]
    bare: tuple[tuple[int, str], ...]
    """Calls with many values that have no names: line, and what is called."""


@cache
def read(*rooms: str) -> tuple[SourceFile, ...]:
    """Every file of some rooms, read once for all who ask."""
    paths = (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))
    return tuple(source_file(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in paths)


def source_file(path: Path, source: str) -> SourceFile:
    tree = ast.parse(source)
    made, imported, sql, lasting, bare = set(), [], [], [], []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                made.add(name)
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST:
                    lasting.append(f"{node.lineno} {name}: {lines} lines")
            case ast.ClassDef(name=name) | ast.Name(id=name, ctx=ast.Store()):
                made.add(name)
            case ast.ImportFrom(module=str(module)):
                imported += [(node.lineno, module, one.name) for one in node.names]
            case ast.Constant(value=str(text)) if STATEMENT.match(text):
                sql.append(text)
            case ast.Call(func=ast.Name(id=name), args=args) if len(args) > 7:
                if not any(isinstance(one, ast.Starred) for one in args):
                    bare.append((node.lineno, name))
            case _:
                pass
    classes = tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef))
    return SourceFile(path, classes, frozenset(made), tuple(imported), tuple(sql), tuple(lasting), tuple(bare))


def test_a_class_has_one_name_and_a_name_one_class() -> None:
    homes: dict[str, list[str]] = {}
    for file in read(*PRODUCT):
        for name in file.classes:
            if not name.startswith("_"):
                homes.setdefault(name, []).append(str(file.path))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_only_the_store_speaks_sql() -> None:
    assert source_file(Path("a.py"), "x = 'SELECT 1 FROM facts'").sql
    spoken = [
        f"{file.path}: {text[:60]}"
        for file in read(*PRODUCT)
        if not file.path.is_relative_to("coder/study/store")
        for text in file.sql
    ]
    assert not spoken


def test_a_name_is_imported_from_where_it_is_made() -> None:
    """Or there are two places to look for it. A room's own ``__init__`` may offer what lies within."""
    made = {
        ".".join(file.path.with_suffix("").parts): file.made
        for file in read(*PRODUCT)
        if file.path.name != "__init__.py"
    }
    borrowed = [
        f"{file.path}:{line} {name}"
        for file in (*read(*PRODUCT), *read("tests"), *read("tools", "benchmarks"))
        for line, module, name in file.imported
        if module in made and name not in made[module]
    ]
    assert borrowed == []


def test_a_function_can_be_read_at_a_glance() -> None:
    """Docstring and all. What is longer has parts, and parts have names."""
    lines = "\n".join("    pass" for _ in range(LONGEST))
    assert source_file(Path("a.py"), f"def f():\n{lines}").long_functions == ("1 f: 101 lines",)
    assert [f"{file.path}:{one}" for file in read(*PRODUCT) for one in file.long_functions] == []


def test_a_record_is_never_made_of_a_row_of_bare_values() -> None:
    """Ten values in a row say nothing of which is which, and two that change places are found by nobody."""
    assert source_file(Path("a.py"), "Record(1, 2, 3, 4, 5, 6, 7, 8)").bare == ((1, "Record"),)
    records = {name for file in read(*PRODUCT) for name in file.classes}
    bare = [
        f"{file.path}:{line} {name}"
        for file in (*read(*PRODUCT), *read("tests"))
        for line, name in file.bare
        if name in records
    ]
    assert bare == []
