"""What a paint of the timeline costs with 20,000 items, against painting the bare ruler and ground.

    python benchmarks/timeline.py [--items 20000] [--json]

Offscreen, 1280×640, processor time of the painting thread: the median, the least, which other work on the same cores
disturbs least, and the worst, which a hand feels. Before each paint the view is moved sideways; "zoom in" and "zoom
out" go from the whole clip to five seconds and back, a tenth a paint, so that every picture is at a zoom at which
nothing was drawn before. In "playhead" only the playhead moved. Sixty pictures a second leave 16.7 ms for each.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from math import ceil, log

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from ui.timeline.timeline_model import Item, ItemKind, TimelineRow
from ui.timeline.timeline_view import TimelineView
from ui.window.garbage import windows_here

HOUR_US = 3_600_000_000
WIDTH, HEIGHT = 1280, 640
PAINTS = 40
LABELS = ("looks to the caregiver", "turns away", "smiles", "reaches", "vocalises", "touches", "leans in")
KINDS = (*[ItemKind.EVENT] * 5, *[ItemKind.PROPOSAL] * 4, ItemKind.NOT_OBSERVABLE)
VIEWS = {"whole clip": 3600.0, "10 min": 600.0, "3 min": 180.0, "30 s": 30.0, "5 s": 5.0, "0.5 s": 0.5}
"""Seconds in view."""

SUBJECTS = ("child", "child", "child", "caregiver:Kim", "caregiver:Kim", "caregiver:Kim", "caregiver:Ana", "together")


def tiers() -> list[TimelineRow]:
    return [TimelineRow(f"t{n}", f"group {n}", subject, f"g{n}") for n, subject in enumerate(SUBJECTS)]


def items(count: int, pts: np.ndarray) -> list[Item]:
    """Events, proposals over them, points and stretches that were not observable, spread over an hour."""
    rng = np.random.default_rng(7)
    first = np.sort(rng.integers(0, len(pts) - 90, count))
    made = []
    for n, (frame, frames) in enumerate(zip(first.tolist(), rng.integers(3, 80, count).tolist(), strict=True)):
        kind = KINDS[int(rng.integers(len(KINDS)))]
        point = n % 11 == 0 and kind is not ItemKind.NOT_OBSERVABLE
        onset, offset = int(pts[frame]), int(pts[frame + frames])
        tier, label = f"t{n % len(SUBJECTS)}", LABELS[n % len(LABELS)]
        made.append(
            Item(f"i{n}", tier, onset, offset_us=onset if point else offset, label=label, kind=kind, point=point)
        )
    return made


def paint_ms(
    view: TimelineView, before_each: Callable[[int], None], *, paints: int = PAINTS
) -> tuple[float, float, float]:
    """Median, least and worst of so many paints in milliseconds."""
    spent = []
    for n in range(paints):
        before_each(n)
        start = time.thread_time()
        view.repaint()
        spent.append((time.thread_time() - start) * 1000)
    return statistics.median(spent), min(spent), max(spent)


def measure(view: TimelineView) -> dict[str, tuple[float, float, float]]:
    """Paint times at several depths."""
    span = view.scale.end_us - view.scale.start_us

    def scrolled(n: int) -> None:
        view.set_scale(view.scale.panned(37 if n % 2 else -36))
        view._look_anew()

    found = {}
    for name, seconds in (
        ("whole clip", None),
        ("10 min", 600),
        ("3 min", 180),
        ("30 s", 30),
        ("5 s", 5),
        ("0.5 s", 0.5),
    ):
        view.zoom_to_all()
        if seconds is not None:
            view.set_scale(view.scale.zoomed(span / 1e6 / seconds, about_px=500).centred_on(span / 2))
        view.repaint()
        found[name] = paint_ms(view, scrolled)
    view.zoom_to_all()
    view.repaint()
    steps = ceil(log(span / 5e6) / log(1.1))
    for name, factor in (("zoom in", 1.1), ("zoom out", 1 / 1.1)):
        found[name] = paint_ms(
            view, lambda _, f=factor: view.set_scale(view.scale.zoomed(f, about_px=500)), paints=steps
        )
    view.set_playhead(round(view.scale.left_us))
    found["playhead"] = paint_ms(view, lambda n: view.set_playhead(view.playhead_us + 33_000))
    return found


@windows_here()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()

    pts = np.cumsum(np.random.default_rng(3).choice([33_367, 33_366, 66_733], HOUR_US // 40_000)).astype(np.int64)
    pts -= pts[0]
    view = TimelineView()
    view.resize(WIDTH, HEIGHT)
    view.set_clip(pts, int(pts[-1]) + 33_367)
    view.show()
    QApplication.processEvents()
    view.model.replace_all(tiers(), [])
    bare = measure(view)
    made = items(args.items, pts)
    start = time.thread_time()
    view.model.replace_all(tiers(), made)
    load_ms = (time.thread_time() - start) * 1000
    start = time.thread_time()
    view.model.upsert([made[len(made) // 2]])
    upsert_ms = (time.thread_time() - start) * 1000
    full = measure(view)

    paints = {
        name: {
            "ms": round(ms, 2),
            "least_ms": round(least, 2),
            "worst_ms": round(worst, 2),
            "bare_ms": round(bare[name][0], 2),
            "ratio": round(ms / bare[name][0], 2),
        }
        for name, (ms, least, worst) in full.items()
    }
    result = {"items": args.items, "load_ms": round(load_ms, 1), "upsert_ms": round(upsert_ms, 1), "paints": paints}
    if args.json:
        print(json.dumps(result))
        return
    print(f"{args.items} items: shown after {load_ms:.0f} ms; one changed item takes {upsert_ms:.1f} ms")
    print(f"{'in view':>12} {'ms':>10}{'least ms':>10}{'worst ms':>10}{'bare ms':>10} {'ratio':>7}")
    for name, paint in paints.items():
        times = "".join(f"{paint[key]:>10.2f}" for key in ("ms", "least_ms", "worst_ms", "bare_ms"))
        print(f"{name:>12} {times} {paint['ratio']:>7.2f}")


if __name__ == "__main__":
    main()
