"""The page about statistics in a notebook: its example runs, and it names what there is."""

import re
from pathlib import Path

from coder import stats

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "statistics.md").read_text("utf-8")


def test_the_example_runs_and_prints_what_it_is_about(capsys):
    example, _ = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(example, "docs/statistics.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("0.5 ")
    assert lines[1].startswith("ICC(1,1) 0.1657")
    assert lines[7].startswith("1.4 None 2.05")
    assert lines[8].startswith("2.0 ")
    assert lines[9] == "2.0"
    assert "nan" not in " ".join(lines)


def test_the_example_of_two_together_and_of_many_runs(capsys):
    _, example = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(example, "docs/statistics.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    # Cells of 4, 1, 4 and 1 s of 10: 1 − (4 · .34 − 1) / 3.
    assert lines[0].startswith("0.88 3 [('play', 'play'), ('fuss', 'play'), ('fuss', 'rest'), ('play', 'rest')]")
    assert lines[1] == "0.375 0.667 (0, 0.5)"
    first, second, _ = map(int, lines[2].split())
    assert first > 2 * second
    assert lines[-4:-2] == ["[18]", "55"]
    assert 1 <= int(lines[-2]) <= 6
    assert 0 <= float(lines[-1]) <= 1


def test_the_page_names_every_function_that_answers_a_question():
    named = {name for text in re.findall(r"`([a-z_]+)`", PAGE) for name in [text] if hasattr(stats, name)}
    asked = {name for name in stats.__all__ if name.islower()}
    beside = {"kappa_of_table", "weighted_kappa_of_table", "reliability"}
    assert asked - named <= beside
