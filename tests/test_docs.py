"""The documents name what is there: files, links, decisions, and the picture of the rooms as the code has it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
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


@cache
def parsed(*rooms: str) -> tuple[tuple[Path, ast.Module], ...]:
    """Every file of some rooms, read once for all who ask."""
    paths = (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))
    return tuple((path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


PRODUCT = ("coder", "models", "ui", "batch")


def test_a_class_has_one_name_and_a_name_one_class() -> None:
    homes: dict[str, list[str]] = {}
    for path, tree in parsed(*PRODUCT):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(path))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_only_the_store_speaks_sql() -> None:
    statement = re.compile(r"\s*(SELECT|INSERT|DELETE|UPDATE|PRAGMA)\b.*\b(FROM|INTO|SET|=)\b", re.DOTALL)
    spoken = [
        f"{path}: {node.value[:60]}"
        for path, tree in parsed(*PRODUCT)
        if not path.is_relative_to("coder/study/store")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    ]
    assert not spoken


def names_made(tree: ast.Module) -> set[str]:
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return defined | {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def test_a_name_is_imported_from_where_it_is_made() -> None:
    """Or there are two places to look for it. A room's own ``__init__`` may offer what lies within."""
    made = {
        ".".join(path.with_suffix("").parts): names_made(tree)
        for path, tree in parsed(*PRODUCT)
        if path.name != "__init__.py"
    }
    borrowed = [
        f"{path}:{node.lineno} {one.name}"
        for path, tree in (*parsed(*PRODUCT), *parsed("tests", "tools", "benchmarks"))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in made
        for one in node.names
        if one.name not in made[node.module]
    ]
    assert borrowed == []


LONGEST = 100


def long_functions(tree: ast.AST) -> list[str]:
    defined = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lasting = ((node, (node.end_lineno or node.lineno) - node.lineno + 1) for node in defined)
    return [f"{node.lineno} {node.name}: {lines} lines" for node, lines in lasting if lines > LONGEST]


def test_a_function_can_be_read_at_a_glance() -> None:
    """Docstring and all. What is longer has parts, and parts have names."""
    lines = "\n".join("    pass" for _ in range(LONGEST))
    assert long_functions(ast.parse(f"def f():\n{lines}")) == ["1 f: 101 lines"]
    assert [f"{path}:{one}" for path, tree in parsed(*PRODUCT) for one in long_functions(tree)] == []


def test_a_record_is_never_made_of_a_row_of_bare_values() -> None:
    """Ten values in a row say nothing of which is which, and two that change places are found by nobody."""
    records = {node.name for _, tree in parsed(*PRODUCT) for node in tree.body if isinstance(node, ast.ClassDef)}
    bare = [
        f"{path}:{node.lineno} {node.func.id}"
        for path, tree in (*parsed(*PRODUCT), *parsed("tests"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 7
        if node.func.id in records and not any(isinstance(one, ast.Starred) for one in node.args)
    ]
    assert bare == []
