"""Write the tables of docs/proposals.md that say what holds for lighter and darker skin, by age and in what light.

Usage: python tools/skin_table.py FOLDER [--write]

FOLDER is what ``sample_clips/make/skins.py`` drew: the same people in several skins and lights. Each picture is looked
at once as an analysis looks (kept in FOLDER/looks.pickle; remove it when a model or a look has changed), each person's
pictures of one skin and light are measured as a recording in which every face is held for two seconds, and the figures
are printed, or written between the marks in docs/proposals.md. Intervals come from drawing people anew.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from coder.vocabulary.analysis_settings import RuleSettings, Settings  # noqa: E402
from coder.vocabulary.signals import VALID_FROM  # noqa: E402
from models.following.camera_motion import small_picture  # noqa: E402
from models.following.tracklet_joining import PersonTrack  # noqa: E402
from models.measuring.head_signals import head_signals  # noqa: E402
from models.measuring.measurement import Measured  # noqa: E402
from models.measuring.mouth_signals import mouth_signals  # noqa: E402
from models.measuring.presence_signals import Presence  # noqa: E402
from models.seeing.detections import BODY, FACE, Rows, Sights  # noqa: E402
from models.seeing.estimator import Picture  # noqa: E402
from models.seeing.look import brighter, load_models, look_at  # noqa: E402

PAGE = ROOT / "docs" / "proposals.md"
BEGIN, END = "<!-- skin and light, written by tools/skin_table.py -->\n", "<!-- end of skin and light -->"
SKINS, LIGHTS = (78, 62, 47, 32), ("usual", "bright", "low", "little", "behind")
AGES, BANDS = ("infant", "child", "adult"), ("0-40", "40-60", "60-80")
HELD, EVERY_US = 20, 100_000
"""Looks in which a face is held, and how far they are apart."""
DRAWS = 1000
SETTINGS, RULES = Settings(), RuleSettings()
VISION = SETTINGS.vision

Case = dict[str, Any]
"""A picture's note, and what was seen and measured in it."""


def looked_at(folder: Path) -> tuple[list[Case], list[Case]]:
    """Every face and every pair, looked at once."""
    kept = folder / "looks.pickle"
    if kept.exists():
        faces, pairs = pickle.loads(kept.read_bytes())
        return faces, pairs
    models = load_models(SETTINGS)
    faces, pairs = (json.loads((folder / name).read_text()) for name in ("faces.json", "pairs.json"))
    for number, one in enumerate(faces):
        picture = shown(folder / one["picture"])
        look = look_at(picture, 0, models=models, vision=VISION, with_bodies=False, with_eyes=False)
        one["row"] = nearest(look.faces, one["box"])
        if number % 500 == 0:
            sys.stderr.write(f"{number} of {len(faces)} faces\n")
    for one in pairs:
        picture = shown(folder / one["picture"])
        look = look_at(picture, 0, models=models, vision=VISION, with_bodies=True, with_eyes=False)
        whole = models.persons.persons(brighter(picture, small_picture(picture))[0])
        bodies = np.zeros(0, BODY) if look.bodies is None else look.bodies
        one["bodies"] = [
            max((float(body["confidence"]) for body in bodies if _holds(body, head)), default=0.0)
            for head in one["heads"].values()
        ]
        one["whole"] = [
            max((p.confidence for p in whole if p.x < x < p.x + p.width and p.y < y < p.y + p.height), default=0.0)
            for x, y in one["heads"].values()
        ]
    kept.write_bytes(pickle.dumps((faces, pairs)))
    return faces, pairs


def shown(path: Path) -> Picture:
    """A stored picture, RGB."""
    read = cv2.imread(str(path))
    if read is None:
        raise SystemExit(f"{path}: no picture; draw them anew with sample_clips/make/skins.py.")
    return np.ascontiguousarray(read[..., ::-1]).astype(np.uint8)


def nearest(faces: Rows, box: Sequence[float]) -> Rows | None:
    """The surest face whose middle lies in a drawn one's box."""
    x, y, width, height = box
    across, down = faces["x"] + faces["width"] / 2, faces["y"] + faces["height"] / 2
    inside = faces[(np.abs(across - x - width / 2) < width / 2) & (np.abs(down - y - height / 2) < height / 2)]
    return inside[np.argmax(inside["confidence"])] if len(inside) else None


def _holds(body: np.void, head: Sequence[float]) -> bool:
    """Whether the five points of a body's head lie at a drawn one."""
    points = body["keypoints"][:5]
    points = points[points[:, 2] >= VISION.keypoint_least]
    near = max(0.2 * float(body["height"]), 20.0)
    return len(points) > 0 and float(np.hypot(*(points[:, :2].mean(0) - head))) < near


def measured(cases: list[Case]) -> None:
    """Measure each person's faces of one skin and light together: in them the person's own rest is known."""

    def recording(one: Case) -> tuple[int, int, str]:
        return one["person"], one["skin"], one["light"]

    for _, group in groupby(sorted(cases, key=lambda one: (*recording(one), one["face"])), recording):
        _measure(list(group))


def _measure(held: list[Case]) -> None:
    looks = len(held) * HELD
    found = [one["row"] for one in held if one["row"] is not None]
    rows = np.array(found, FACE) if found else np.zeros(0, FACE)
    numbers = iter(range(len(found)))
    face = np.repeat([-1 if one["row"] is None else next(numbers) for one in held], HELD).astype(np.int32)
    head = np.full((looks, 3), np.nan, np.float32)
    at = rows[face[face >= 0]]
    head[face >= 0] = np.stack([at["x"] + at["width"] / 2, at["y"] + at["height"] / 2, at["height"]], 1)
    pts_us = np.arange(looks, dtype=np.int64) * EVERY_US
    sights = Sights(640, 480, pts_us, rows, np.zeros(0, BODY), np.zeros(looks, np.bool_))
    nothing = Measured(np.full(looks, np.nan), np.zeros(looks), ("bodies",))
    view = Presence(np.ones(looks, np.bool_), {"worn_x": nothing, "worn_y": nothing})
    track = PersonTrack(face, np.full(looks, -1, np.int32), head)
    heads = head_signals(track, view, sights, VISION)
    mouth = mouth_signals(track, heads, sights, VISION)
    for number, one in enumerate(held):
        middle = number * HELD + HELD // 2
        smile, yaw = mouth["smile"], heads.measured["head_yaw"]
        limit = RULES.smile_on + RULES.smile_doubt * (1 - smile.validity[middle])
        one["found"] = one["row"] is not None
        one["sure"] = one["found"] and bool(one["row"]["confidence"] >= VISION.face_sure)
        one["mesh"] = one["found"] and bool(one["row"]["presence"] >= VISION.mesh_presence)
        one["read"] = bool(mouth["smile_read"].value[middle] == 1)
        one["value"] = float(smile.value[middle])
        one["above"] = one["read"] and one["value"] >= limit
        one["covered"] = one["found"] and bool(one["row"]["covered_seen"] >= VISION.mouth_covered)
        one["turned"] = bool(yaw.validity[middle] >= VALID_FROM)
        one["error"] = abs(float(yaw.value[middle]) - one["yaw"]) if one["turned"] else np.nan
        one["grey"] = float(one["row"]["light"]) if one["found"] else np.nan


def smiles(one: Case) -> bool:
    """Whether a face was drawn smiling."""
    return bool(one["smile"] > 0)


def share(name: str, of: Callable[[Case], bool] = lambda one: True) -> Callable[[list[Case]], float]:
    """A share of those that are asked about, in percent."""

    def of_cases(cases: list[Case]) -> float:
        values = [one[name] for one in cases if of(one)]
        return 100 * float(np.mean(values)) if values else np.nan

    return of_cases


def error(cases: list[Case]) -> float:
    """Median error of the turn, in degrees."""
    values = [one["error"] for one in cases if one["turned"]]
    return float(np.median(values)) if values else np.nan


def apart(cases: list[Case]) -> float:
    """How well smiles are told from rest where both are read: the share of pairs in the right order, in percent."""
    smiles, rests = (
        np.array([one["value"] for one in cases if one["read"] and (one["smile"] > 0) == of]) for of in (True, False)
    )
    if not len(smiles) or not len(rests):
        return np.nan
    above = smiles[:, None] - rests
    return 100 * float((above > 0).mean() + (above == 0).mean() / 2)


FIGURES: dict[str, Callable[[list[Case]], float]] = {
    "face found, surely": share("sure"),
    "mesh fits": share("mesh"),
    "turn known": share("turned"),
    "missed by, °": error,
    "mouth read": share("read"),
    "smiles found, of all": share("above", smiles),
    "rest taken for a smile, of those read": share("above", lambda one: not smiles(one) and one["read"]),
    "smile over rest": apart,
    "open mouth called covered": share("covered", lambda one: bool(one["found"])),
}


def beside(first: list[Case], second: list[Case], figure: Callable[[list[Case]], float]) -> tuple[float, float, float]:
    """How much more the second has of something, and between what, people drawn anew."""
    people = sorted({one["person"] for one in first})
    by = [{person: [one for one in cases if one["person"] == person] for person in people} for cases in (first, second)]
    chance, found = np.random.default_rng(0), []
    for _ in range(DRAWS):
        drawn = chance.choice(people, len(people))
        one, other = (figure([case for person in drawn for case in of[person]]) for of in by)
        found.append(other - one)
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return figure(second) - figure(first), float(low), float(high)


def table(first: str, rows: dict[str, list[list[Case]]]) -> list[str]:
    """Lines of a table: in each cell a figure of each of several groups of faces."""
    lines = [f"| {' | '.join((first, *FIGURES))} |", f"|{'---|' * (len(FIGURES) + 1)}"]
    for name, groups in rows.items():
        cells = [" / ".join(f"{figure(cases):.0f}" for cases in groups) for figure in FIGURES.values()]
        lines.append(f"| {' | '.join((name, *cells))} |")
    return lines


def differences(first: str, rows: dict[str, tuple[list[Case], list[Case]]]) -> list[str]:
    """Lines of a table: how much more of each figure the second group has than the first."""
    lines = [f"| {' | '.join((first, *FIGURES))} |", f"|{'---|' * (len(FIGURES) + 1)}"]
    for name, (one, other) in rows.items():
        found = [beside(one, other, figure) for figure in FIGURES.values()]
        cells = [f"{more:+.0f} [{low:+.0f}, {high:+.0f}]" for more, low, high in found]
        lines.append(f"| {' | '.join((name, *cells))} |")
    return lines


def pair_lines(pairs: list[Case]) -> list[str]:
    """Lines of a table: of how many of the people in a room a body is found, and somebody whole."""
    limits = {"body": ("bodies", VISION.body_least), "body, surely": ("bodies", VISION.body_sure)}
    limits["found whole"] = ("whole", VISION.person_least)
    lines = [f"| {' | '.join(('light', *limits))} |", f"|{'---|' * (len(limits) + 1)}"]
    for light in LIGHTS:
        of = [[one for one in pairs if one["light"] == light and one["skin"] == skin] for skin in SKINS]
        cells = [
            " / ".join(f"{100 * np.mean([np.array(one[name]) >= least for one in cases]):.0f}" for cases in of)
            for name, least in limits.values()
        ]
        lines.append(f"| {' | '.join((light, *cells))} |")
    return lines


def written(faces: list[Case], pairs: list[Case]) -> str:
    """The tables."""

    def of(**wanted: str | int) -> list[Case]:
        return [one for one in faces if all(one[name] == value for name, value in wanted.items())]

    skins = " / ".join(map(str, SKINS))
    people = len({one["person"] for one in faces})
    greys = [f"{light} {' / '.join(f'{np.median(known):.0f}' for known in _greys(faces, light))}" for light in LIGHTS]
    lines = [
        f"{people} people, {len(faces)} pictures. In each cell: skin of a lightness L* of {skins} (light to dark), in",
        f"percent but for degrees. Median grey of the face: {'; '.join(greys)}.",
        "",
        *table("light", {light: [of(light=light, skin=skin) for skin in SKINS] for light in LIGHTS}),
        *table("", {f"usual, turned by {b}°": [of(light="usual", band=b, skin=s) for s in SKINS] for b in BANDS})[2:],
        *table(
            "",
            {
                f"usual, {a}s" if a != "child" else "usual, children": [of(light="usual", age=a, skin=s) for s in SKINS]
                for a in AGES
            },
        )[2:],
        "",
        "The darkest skin beside the lightest, the same faces, with 95 % over people:",
        "",
        *differences("light", {one: (of(light=one, skin=SKINS[0]), of(light=one, skin=SKINS[-1])) for one in LIGHTS}),
        "",
        "Infants / children / adults, all skins:",
        "",
        *table("light", {light: [of(light=light, age=age) for age in AGES] for light in LIGHTS}),
        "",
        "Of pairs in a room:",
        "",
        *pair_lines(pairs),
    ]
    return "\n".join(lines)


def _greys(faces: list[Case], light: str) -> list[list[float]]:
    lit = [one for one in faces if one["light"] == light and one["found"]]
    return [[one["grey"] for one in lit if one["skin"] == skin] for skin in SKINS]


def main() -> None:
    """Look, measure, and print or write the tables."""
    faces, pairs = looked_at(Path(sys.argv[1]))
    measured(faces)
    text = written(faces, pairs)
    if "--write" not in sys.argv[2:]:
        sys.stdout.write(text + "\n")
        return
    page = PAGE.read_text("utf-8")
    marked = f"{re.escape(BEGIN)}.*?{re.escape(END)}"
    PAGE.write_text(re.sub(marked, lambda _: f"{BEGIN}\n{text}\n\n{END}", page, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
