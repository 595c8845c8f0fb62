"""Write docs/decisions/index.md: the decision notes by subject, from their headings.

Usage: python tools/decisions_index.py [--check]
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

NOTES = Path(__file__).resolve().parents[1] / "docs" / "decisions"
INDEX = NOTES / "index.md"

SUBJECTS = {
    "Foundations": [(1, 4), (351, 354), (403, 403), (408, 410)],
    "Estimators and their weights": [
        (10, 14),
        (220, 224),
        (275, 279),
        (317, 317),
        (334, 334),
        (339, 339),
        (364, 364),
        (391, 392),
        (413, 414),
        (429, 430),
        (437, 437),
        (441, 442),
        (447, 447),
    ],
    "Clips, frames and sound": [(20, 26), (450, 450)],
    "Sample clips": [(30, 32)],
    "Window and timeline": [
        (40, 49),
        (90, 99),
        (250, 259),
        (292, 294),
        (300, 309),
        (372, 376),
        (399, 402),
        (404, 407),
        (419, 425),
        (428, 428),
        (439, 439),
        (463, 463),
    ],
    "Files of other programs": [(50, 53), (124, 130), (180, 189), (330, 333), (385, 387)],
    "Statistics": [(60, 66), (132, 135), (190, 199), (285, 289), (325, 329)],
    "Who is who": [(70, 75), (435, 436)],
    "Proposals": [
        (80, 84),
        (225, 229),
        (265, 274),
        (310, 319),
        (365, 367),
        (393, 395),
        (415, 415),
        (431, 434),
        (438, 438),
        (440, 440),
        (461, 461),
    ],
    "Voices": [(210, 219), (280, 284), (320, 324), (349, 349), (368, 371), (396, 398), (416, 418), (427, 427)],
    "Exchanges": [(230, 239), (345, 348), (350, 350)],
    "Coding: edits, layers, schemes": [
        (152, 152),
        (160, 169),
        (260, 264),
        (335, 338),
        (359, 363),
        (377, 380),
        (388, 390),
        (411, 412),
    ],
    "Guarding family and study": [(100, 104), (120, 123), (136, 140), (170, 179)],
    "Guarding the human's judgement": [(110, 111), (141, 142)],
    "Reports and the caregiver's side": [(112, 112), (143, 151), (200, 209), (381, 384)],
    "Packages and bundle": [(153, 159), (240, 249), (290, 291), (295, 299), (340, 344), (355, 358), (462, 462)],
}


def written() -> str:
    """Return the index: each note once, under the first subject whose numbers hold it."""
    notes = sorted(path for path in NOTES.glob("[0-9]*.md"))
    left = {int(path.name[:4]): path for path in notes}
    lines = [
        "# Decisions",
        "",
        "Why things are as they are, with the options rejected. Written by `tools/decisions_index.py`.",
        "",
    ]
    for subject, ranges in SUBJECTS.items():
        mine = [number for number in sorted(left) if any(first <= number <= last for first, last in ranges)]
        if not mine:
            continue
        lines += [f"## {subject}", ""]
        for number in mine:
            path = left.pop(number)
            text = path.read_text("utf-8")
            title = re.sub(r"^#\s*(\d{4}[.:]?\s*)?", "", text.split("\n", 1)[0])
            replaced = re.search(r"\*\*(Replaced|Replaced in part)\*\* by (\d{4})", text)
            lines.append(
                f"- [{number:04d}]({path.name}) {title.removeprefix('· ')}"
                + (f" ({replaced[1].lower()} by {replaced[2]})" if replaced else "")
            )
        lines.append("")
    if left:
        raise SystemExit(
            f"Notes without a subject: {sorted(left)}; give their numbers one in tools/decisions_index.py."
        )
    return "\n".join(lines)


def main() -> int:
    text = written()
    if "--check" in sys.argv:
        return int(not INDEX.is_file() or text != INDEX.read_text("utf-8"))
    INDEX.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
