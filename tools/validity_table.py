"""Write the table of docs/proposals.md that says what holds on the rendered clips, by looking at them anew.

Usage: python tools/validity_table.py [--views]

Looks at every clip of sample_clips/ that has a truth beside it (some minutes), sets what is proposed beside it as
`dyadmirror validate` does beside blind coding, and writes the figures between the marks in docs/proposals.md: a row for
each code over all clips, and a row for each of the short clips of hard views (those alone with --views). To be run when
a rule, a model or a clip has changed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from coder.media import Clip  # noqa: E402
from coder.proposals import propose  # noqa: E402
from coder.report.figures.proposal_validation import CodedBlind, CodeValidity, Estimate, code_name, validate  # noqa: E402
from coder.vocabulary.analysis_settings import RuleSettings, Settings  # noqa: E402
from coder.vocabulary.events import Event, Origin  # noqa: E402
from coder.vocabulary.people import Person  # noqa: E402
from coder.vocabulary.time import Interval  # noqa: E402
from models.analysis import analyze_clip  # noqa: E402

PAGE = ROOT / "docs" / "proposals.md"
BEGIN, END = "<!-- written by tools/validity_table.py -->\n", "<!-- end -->"
VIEWS = ROOT / "sample_clips" / "hard_views"
BEGIN_VIEWS, END_VIEWS = "<!-- hard views, written by tools/validity_table.py -->\n", "<!-- end of hard views -->"
VIEW_HEADS = ("clip", "what happens", "scripted", "found", "missed", "false")
HEADS = ("what", "rule", "scripted", "found", "missed", "false", "F1", "kappa", "onset, median", "within 200 ms")
SCRIPT = "script"


def named(people: Sequence[Person], truth: dict[str, Any]) -> tuple[Person, ...]:
    """Give people the names of the script by where they sit, as a human would who knows them."""
    boxes = {who: np.median(said["values"]["head_box"], axis=0).tolist() for who, said in truth["people"].items()}

    def apart(person: Person, box: Sequence[float]) -> float:
        x, y, width, height = person.median_box
        return abs(x + width / 2 - box[0] - box[2] / 2) + abs(y + height / 2 - box[1] - box[3] / 2)

    def nearest(person: Person) -> str:
        return min(boxes, key=lambda who: apart(person, boxes[who]))

    return tuple(replace(person, confirmed_role=nearest(person)) for person in people)


def looked_at(clip: Path) -> CodedBlind:
    """Analyse a clip and put the proposals beside the truth."""
    truth = json.loads(clip.with_suffix(".truth.json").read_text("utf-8"))
    with Clip.open(clip) as opened:
        analysis = analyze_clip(opened, Settings())
        frames, end_us = np.asarray(opened.index.pts_us, dtype=np.int64), opened.info.duration_us
    people = named(analysis.people, truth) if truth.get("people") else analysis.people
    drafts = propose(analysis.tracks, people, frame_pts_us=frames, end_us=end_us, settings=RuleSettings())
    # What is heard in a clip of what is seen has no truth beside it.
    drafts = tuple(draft for draft in drafts if (draft.subject == "someone") == ("sounds" in truth))
    return CodedBlind(
        recording=clip.stem,
        family=clip.stem,
        span=Interval(0, end_us),
        said={SCRIPT: events_of(truth)},
        drafts=drafts,
        people=people,
        tracks=analysis.tracks,
    )


def events_of(truth: dict[str, Any]) -> list[Event]:
    """Return the script's events; of sounds, those that are the voice of somebody who is there, not a television's."""
    events = [(one["subject"], one["code"], one["onset_us"], one["offset_us"]) for one in truth.get("events", [])]
    events += [
        (one["who"], one["code"], one["onset_us"], one["offset_us"])
        for one in truth.get("sounds", [])
        if one["code"] and one["who"] in ("child", "caregiver")
    ]
    return [
        Event(
            f"e{n}",
            "",
            subject,
            code=code,
            onset_us=onset,
            offset_us=offset,
            coder=SCRIPT,
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
        )
        for n, (subject, code, onset, offset) in enumerate(events)
    ]


def rows(found: Iterable[CodeValidity]) -> list[str]:
    """Return the table's lines."""
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    for one in found:
        counts = one.models.counts
        cells = (
            code_name(one),
            ", ".join(one.rules) or "-",
            counts.found + counts.missed,
            counts.found,
            counts.missed,
            counts.false,
            _figure(one.models.f1),
            _figure(one.models.kappa),
            "-" if one.median_error_us.value is None else f"{one.median_error_us.value / 1000:+.0f} ms",
            "-" if one.near_share.value is None else f"{100 * one.near_share.value:.0f} %",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def _figure(one: Estimate) -> str:
    if one.value is None:
        return "-"
    return f"{one.value:.2f}" + ("" if one.low is None else f" [{one.low:.2f}, {one.high:.2f}]")


def view_row(clip: Path) -> str:
    """Return a line of the table of hard views: what was found, missed and proposed without cause, by name."""
    title = json.loads(clip.with_suffix(".truth.json").read_text("utf-8"))["title"]
    found = list(validate([looked_at(clip)]))
    counts = [(code_name(one), one.models.counts) for one in found]
    missed = [f"{name} {count.missed}" for name, count in counts if count.missed]
    false = [f"{name} {count.false}" for name, count in counts if count.false]
    scripted = sum(count.found + count.missed for _, count in counts)
    cells = (
        clip.stem,
        title,
        scripted,
        sum(count.found for _, count in counts),
        *(", ".join(x) or "-" for x in (missed, false)),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _between(begin: str, end: str, text: str) -> None:
    page = re.sub(
        f"{re.escape(begin)}.*?{re.escape(end)}",
        lambda _: f"{begin}\n{text}\n\n{end}",
        PAGE.read_text("utf-8"),
        flags=re.DOTALL,
    )
    PAGE.write_text(page, "utf-8")


def main() -> None:
    """Look at every clip and write the tables."""
    views = sorted(VIEWS.glob("*.mp4"))
    lines = [f"| {' | '.join(VIEW_HEADS)} |", f"|{'---|' * len(VIEW_HEADS)}"]
    for clip in views:
        sys.stderr.write(f"{clip.stem}\n")
        lines.append(view_row(clip))
    _between(BEGIN_VIEWS, END_VIEWS, "\n".join(lines))
    if "--views" in sys.argv[1:]:
        return
    every = sorted((ROOT / "sample_clips").rglob("*.mp4"))
    clips = [clip for clip in every if clip.with_suffix(".truth.json").exists() and clip not in views]
    found = []
    for clip in clips:
        sys.stderr.write(f"{clip.stem}\n")
        found.append(looked_at(clip))
    said = f"{len(clips)} clips; intervals are over clips.\n\n"
    _between(BEGIN, END, said + "\n".join(rows(validate(found))))


if __name__ == "__main__":
    main()
