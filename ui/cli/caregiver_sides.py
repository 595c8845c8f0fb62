"""The caregivers' own side beside what a command prints: with the child's signals it goes through every pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coder.report.pages.caregiver_side import side_lines, sides_json
from coder.study.project import Project
from coder.vocabulary.context import Beside
from ui.cli.output import print_line


def sides_of(project: Project, recordings: Iterable[str]) -> dict[str, Beside]:
    """Return what stands beside each recording."""
    return {one: project.beside(one) for one in recordings}


def sides_json_of(sides: Mapping[str, Beside]) -> dict[str, dict[str, str]]:
    """Return the state of each caregiver's own side, by recording, and none of the words."""
    return {recording: sides_json(beside) for recording, beside in sides.items()}


def print_sides(sides: Mapping[str, Beside]) -> None:
    """Print a line for each recording and caregiver, into the same stream as the figures."""
    for recording, beside in sides.items():
        for line in side_lines(beside):
            print_line(f"{recording}. {line}")
