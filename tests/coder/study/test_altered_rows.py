"""A study altered by other hands: every command answers with one sentence, never with a traceback."""

from __future__ import annotations

import subprocess
from pathlib import Path

import apsw
import pytest

from coder.study.project import Project
from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    table = tmp_path / "t.csv"
    table.write_text("onset,offset,subject,code\n1,2,child,smile\n2.5,3,caregiver,smile\n")
    Project.create(tmp_path / "study").close()
    assert run("import", table, "--into", tmp_path / "study", "--coder", "kim").returncode == 0
    return tmp_path / "study"


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return run_command(*words)


def altered(study: Path, sql: str) -> None:
    connection = apsw.Connection(str(study / "study.db"))
    connection.execute(sql)
    connection.close()


@pytest.mark.parametrize("command", ["exchanges r1 --rule prompt-3s", "stats", "export --format csv -o out.csv"])
def test_a_subject_of_no_known_role_is_told_in_a_sentence(study: Path, tmp_path: Path, command: str) -> None:
    altered(study, "update events set subject = 'stranger' where subject = 'child'")
    name, *others = command.replace("out.csv", str(tmp_path / "out.csv")).split()
    done = run(name, study, *others)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1] == (
        "dyadmirror: The study has been altered: it holds an event that cannot be read; restore it from a backup."
    )
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_code_that_no_scheme_has_is_told_in_a_sentence_where_it_would_leave(study: Path, tmp_path: Path) -> None:
    altered(study, "update events set code = 'zzz' where subject = 'child'")
    done = run("export", study, "--format", "eaf", "-o", tmp_path / "out.eaf")
    assert done.returncode == 2
    assert "has the code 'zzz', which the study's scheme does not have for child" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.eaf").exists()
