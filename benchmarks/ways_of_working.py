"""Keys and seconds of scripted coders for the same events: by hand, quietly, act by act, many at once, by exchange.

    python benchmarks/ways_of_working.py [CLIP ...] [--json]

Each coder knows what is in the clip (its truth, where it has one; else whatever is proposed), makes the study's own
edits one after another, and must end with the same events. Nothing is timed by a clock: seconds are what has to be
played, and for each decision the time to make up one's mind and to press a key (Card, Moran & Newell 1980: 1.35 s and
0.28 s). By hand a coder plays the clip once for each person and for the pair, and presses one key where a state begins
and one where it ends, all while it plays; to the frame, they stop for each edge and step back to it. Whoever works on
proposals moves each onset that lies farther off than a hand's lateness, and plays the clip once more at the end, for
what nobody proposed: where the window does that by itself, twice as fast as before. A coder's hand is late by 0.3 s,
twice that at twice the speed. Voices are left out: whose they are is asked one by one in every way.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coder.exchanges.pairing import RULES
from coder.media import Clip
from coder.proposals.exchange import Acts, ExchangeProposal
from coder.proposals.exchange_queue import kind_of, says_no_more
from coder.proposals.played_stretch import (
    FARTHEST_SET_US,
    FASTER,
    MOST_AT_ONCE,
    PlayedItem,
    edges_of,
    looked_at_again,
    spans_of,
    stretch_from,
)
from coder.study.edits.changes import Edit
from coder.study.edits.coding import Accept, AddEvent, MoveEvent, Reject
from coder.study.edits.exchanges import CardPart, ConfirmExchange, RejectExchange
from coder.study.edits.hand_coded import HandCoded
from coder.study.edits.many_decisions import AcceptMany, ConfirmMany, DecideMany, alike_in
from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.events import Event, Proposal, Status
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport
from coder.vocabulary.scheme import CodeKind, Role, role_of
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import MICROS, Interval
from models.analysis import analyze_clip
from ui.operations.analysis_result import report_of

MIND_S, KEY_S = 1.35, 0.28
HAND_IS_LATE_US = 300_000
SAME_US = 1_000_000
"""As far as an onset may lie from the truth's, it is the same act."""

LOOP_LEAD_US, CARD_LEAD_US = 500_000, MICROS
"""What the window plays before and after an act, and before and after a card."""

KEYS_OF_EXACT_EDGE = 4
"""Stop, hold the key that steps back, code, play on; to move what was confirmed: go to it, stop, step, *Onset here*."""

KEYS_OF_PART_REJECTED = 2
"""Shift+D and Shift+S mean it by their second press only."""

KEYS_OF_LETTERS = 2
"""Ctrl+D lets the letters code while proposals are decided on, and Ctrl+D lets them decide again."""

LEAP_US = 200_000
"""Until the picture stands where the second look goes on after a leap."""

RULE = RULES["prompt-3s"]
CODER = "scripted"
EVER = Interval(0, 1 << 62)


@dataclass(frozen=True)
class ScriptedAct:
    """Something that happens in a clip."""

    subject: str
    code: str
    onset_us: int
    offset_us: int


@dataclass
class Effort:
    """What a way of working took, and what came of it."""

    way: str
    keys: int = 0
    played_us: int = 0
    decisions: int = 0
    confirmed: int = 0
    moved: int = 0
    rejected: int = 0
    missed: int = 0
    onset_errors_ms: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Playing, making up one's mind, pressing keys; by hand keys are pressed while it plays."""
        pressed = self.keys * KEY_S if self.decisions else 0.0
        return self.played_us / MICROS + self.decisions * MIND_S + pressed


@dataclass(frozen=True)
class SeenClip:
    """A clip with what the models saw in it."""

    path: Path
    people: Sequence[Person]
    tracks: Sequence[SignalTrack]
    report: AnalysisReport


class ScriptedCoder:
    """One coder in a fresh study, who knows what is there."""

    def __init__(self, project: Project, truth: Sequence[ScriptedAct] | None, way: str) -> None:
        self.project, self.effort = project, Effort(way)
        self.end_us = project.recording("r1").duration_us
        waiting = self.waiting()
        self.truth = truth if truth is not None else [_act(p) for p in waiting]
        self.real = {p.id for p in waiting if any(_same(_act(p), act) for act in self.truth)}
        self.hurried: list[Interval] = []
        """What was played faster, because nothing that waited began or ended there."""
        self.set_by_hand: set[str] = set()
        """Proposals whose onset a key has set while the clip played: as exact as coding by hand as it plays."""
        self.free: list[Interval] = []
        """What was played with nothing to judge in it, as fast as it was: nothing that waited began or ended there."""

    def waiting(self) -> list[Proposal]:
        """Acts that wait, voices left out."""
        found = self.project.proposals("r1", coder=CODER)
        return [p for p in found if p.status is Status.OPEN and p.draft.subject != Role.SOMEONE]

    def apply(self, edit: Edit) -> None:
        """Make an edit in the coder's name."""
        self.project.apply(edit, coder=CODER)

    def decide(self, edit: Edit, played: Iterable[Interval], *, keys: int = 1) -> None:
        """Play, make up one's mind, press."""
        self.effort.keys += keys
        self.effort.decisions += 1
        self.effort.played_us += sum(span.duration_us for span in played)
        self.apply(edit)

    def by_hand(self, *, quiet: bool = False, exact: bool = False, speed: int = 1) -> None:
        """Code everything by hand, a pass for each person and for the pair."""
        self.effort.played_us += self.end_us * len({act.subject for act in self.truth}) // speed
        for act in self.truth:
            self.code(act, quiet=quiet, exact=exact, speed=speed)

    def code(self, act: ScriptedAct, *, quiet: bool = False, exact: bool = False, speed: int = 1) -> None:
        """Code an act by hand on the clip's frames: late by a hand's lateness, or stopped and stepped back to it."""
        late_us, last = 0 if exact else HAND_IS_LATE_US * speed, self.end_us
        late = self.project.on_frames("r1", min(act.onset_us + late_us, last - 1), min(act.offset_us + late_us, last))
        point = self._is_point(act)
        edges = 1 if point else 2
        self.effort.keys += edges * (KEYS_OF_EXACT_EDGE if exact else 1)
        self.effort.decisions += edges if exact else 0
        offset = late.onset_us if point else max(late.offset_us, late.onset_us + 1)
        edit = AddEvent("r1", act.subject, act.code, late.onset_us, offset)
        self.apply(HandCoded(edit, quiet=quiet))

    def by_act(self) -> None:
        """Decide on each proposal by itself."""
        for p in self.waiting():
            edit: Edit = Accept(p.id) if p.id in self.real else Reject(p.id)
            self.decide(edit, [self._around(p.draft.interval, LOOP_LEAD_US)])

    def at_once(self, *, any_code: bool) -> None:
        """Play what is of one kind, or of one person, through; leave out by a key what is not so, and reject that."""
        while self.waiting():
            first = self.waiting()[0]
            alike = alike_in(self.waiting(), first, EVER, any_code=any_code)
            items = stretch_from([PlayedItem(p.id, p.draft.interval, p.id) for p in alike], first.id, None)
            so = tuple(item.id for item in items if item.id in self.real)
            not_so = [item for item in items if item.id not in self.real]
            if len(items) == 1:
                edit: Edit = AcceptMany(so) if so else Reject(items[0].id)
                self.decide(edit, [self._around(items[0].interval, LOOP_LEAD_US)])
                continue
            if so:
                self.decide(AcceptMany(so), spans_of(items, self.end_us), keys=2 + len(not_so))
            for item in not_so:
                self.decide(Reject(item.id), [] if so else [self._around(item.interval, LOOP_LEAD_US)])

    def whole_clip(self, *, fast_between: bool = True) -> None:
        """Play the clip once with all that waits; a key says of one that it is not so, another where it begins.

        Fast between, what lies away from the edges of all that waits is played twice as fast.
        """
        waiting = self.waiting()
        items = [PlayedItem(p.id, p.draft.interval, p.id) for p in waiting]
        self.free = self._between(edges_of(items, self.end_us))
        if fast_between:
            self.hurried = self.free
        hurried_us = sum(span.duration_us for span in self.hurried)
        self.effort.played_us += self.end_us - hurried_us + hurried_us // FASTER
        times = math.ceil(len(waiting) / MOST_AT_ONCE)
        for n in range(times):
            part = waiting[n * MOST_AT_ONCE : (n + 1) * MOST_AT_ONCE]
            so = tuple(p.id for p in part if p.id in self.real)
            not_so = tuple(p.id for p in part if p.id not in self.real)
            times = self.set_onsets(part)
            self.decide(DecideMany(so, not_so, times=times), [], keys=1 + len(not_so) + len(times))
        self.effort.keys += 1 if waiting else 0

    def set_onsets(self, part: Sequence[Proposal]) -> tuple[tuple[str, int, int], ...]:
        """Press a key where an act begins that is proposed farther off than a hand is late, while the clip plays on.

        The window takes the act that waits whose onset lies nearest to the key. Where that is another one, or the act
        would end before it begins, nothing is pressed, and it is moved afterwards.
        """
        found = []
        for p in part:
            true_us = self._true_onset(p.draft.subject, p.draft.code, p.draft.onset_us)
            if p.id not in self.real or abs(true_us - p.draft.onset_us) <= HAND_IS_LATE_US:
                continue
            hurried = any(span.contains(true_us) for span in self.hurried)
            late_us = HAND_IS_LATE_US * (FASTER if hurried else 1)
            pressed = self.project.on_frames("r1", min(true_us + late_us, self.end_us - 1), self.end_us).onset_us
            nearest = min(part, key=lambda one: abs(one.draft.onset_us - pressed))
            point = p.draft.onset_us == p.draft.offset_us
            fits = point or pressed < p.draft.offset_us
            if nearest.id == p.id and fits and abs(pressed - p.draft.onset_us) <= FARTHEST_SET_US:
                found.append((p.id, pressed, pressed if point else p.draft.offset_us))
        self.set_by_hand |= {one for one, _, _ in found}
        self.effort.moved += len(found)
        return tuple(found)

    def _true_onset(self, subject: str, code: str, onset_us: int) -> int:
        """The onset of the act of the truth that something is; its own where it is none."""
        this = ScriptedAct(subject, code, onset_us, onset_us)
        near = [act.onset_us for act in self.truth if _same(this, act)]
        return min(near, key=lambda true: abs(true - onset_us), default=onset_us)

    def cards(self) -> tuple[list[ExchangeProposal], Acts]:
        """Cards that wait, and the acts they are made of."""
        queue = self.project.exchange_queue("r1", RULE, coder=CODER)
        return list(queue.waiting), queue.acts

    def by_exchange(self, *, together: str) -> None:
        """Work the cards alone, those of a "kind" or "all" of a stretch together, then what no card needed."""
        while True:
            voices = self._voices()
            waiting, acts = self.cards()
            cards = [card for card in waiting if set(card.waiting) - voices or not card.waiting]
            if not cards:
                break
            card = cards[0]
            wrong = [part for part in card.waiting if part not in self.real]
            if wrong:
                part = CardPart.BID if card.bid in wrong else CardPart.RESPONSE
                act = {CardPart.BID: card.bid, CardPart.RESPONSE: card.response}[part]
                edit: Edit = RejectExchange(card, part) if act in wrong else Reject(wrong[0])
                keys = KEYS_OF_PART_REJECTED if act in wrong else 1
                self.decide(edit, [self._around(card.interval, CARD_LEAD_US)], keys=keys)
                continue
            alike = self._alike(cards, card, acts, together) if together else (card,)
            if len(alike) > 1:
                items = [PlayedItem(one.id, one.interval, one.bid) for one in alike]
                self.decide(ConfirmMany(alike), spans_of(items, self.end_us), keys=2)
            else:
                self.decide(ConfirmExchange(card), [self._around(card.interval, CARD_LEAD_US)])
        if together:
            self.at_once(any_code=together == "all")
        else:
            self.by_act()

    def _voices(self) -> set[str]:
        return {p.id for p in self.project.proposals("r1", coder=CODER) if p.draft.subject == Role.SOMEONE}

    def _alike(
        self, cards: Sequence[ExchangeProposal], card: ExchangeProposal, acts: Acts, together: str
    ) -> tuple[ExchangeProposal, ...]:
        wide = together == "all" and says_no_more(card)
        right = [
            one
            for one in cards
            if one.status is Status.OPEN
            and (says_no_more(one) if wide else kind_of(acts, one) == kind_of(acts, card))
            and all(part in self.real for part in one.waiting)
        ]
        items = stretch_from([PlayedItem(one.id, one.interval, one.bid) for one in right], card.id, None)
        by_id = {one.id: one for one in right}
        return tuple(by_id[item.id] for item in items)

    def correct(self) -> None:
        """Move what was confirmed with an onset farther off than that of a hand that codes as it plays."""
        for event in self.events():
            onset = self._true_onset(event.subject, event.code, event.onset_us)
            if abs(onset - event.onset_us) <= HAND_IS_LATE_US or event.proposal in self.set_by_hand:
                continue
            end = onset if event.offset_us == event.onset_us else max(event.offset_us, onset + 1)
            moved = self.project.on_frames("r1", onset, end)
            self.effort.moved += 1
            edit = MoveEvent(event.id, moved.onset_us, moved.offset_us)
            self.decide(edit, [self._around(event.interval, LOOP_LEAD_US)], keys=KEYS_OF_EXACT_EDGE)

    def look_through(self) -> None:
        """Play the clip once more at one's own speed, and code by hand what nobody proposed."""
        self.effort.played_us += self.end_us
        for act in self.missed():
            self.code(act)

    def once_more(self) -> None:
        """Play the clip once more as the window does: the letters code, and all goes twice as fast as before.

        What had nothing to judge in it the first time is leapt over where it is long: what nobody proposed was coded
        there, then.
        """
        spans = looked_at_again(Interval(0, self.end_us), self.free)
        for span in spans:
            hurried_us = sum(span.overlap_us(one) for one in self.hurried)
            self.effort.played_us += (span.duration_us - hurried_us + hurried_us // FASTER) // FASTER
        self.effort.played_us += LEAP_US * max(len(spans) - 1, 0)
        for act in self.missed():
            free = any(span.contains(act.onset_us) for span in self.free)
            if free:
                self.effort.keys += KEYS_OF_LETTERS
            self.code(act, speed=1 if free and not self.hurried else FASTER)

    def meanwhile(self) -> None:
        """Code by hand while the first look goes on what nobody proposed, and end the second look."""
        self.effort.keys += 1
        for act in self.missed():
            self.effort.keys += KEYS_OF_LETTERS
            hurried = any(span.contains(act.onset_us) for span in self.hurried)
            self.code(act, speed=FASTER if hurried else 1)

    def missed(self) -> list[ScriptedAct]:
        """What nobody proposed, each counted."""
        coded = [_coded(event) for event in self.events()]
        found = [act for act in self.truth if not any(_same(event, act) for event in coded)]
        self.effort.missed += len(found)
        return found

    def events(self) -> tuple[Event, ...]:
        """What the coder has coded."""
        return self.project.events("r1", coder=CODER)

    def measure(self) -> Effort:
        """Say what came of it; every act of the truth has to be there."""
        events = [_coded(event) for event in self.events()]
        standing = self.project.proposals("r1", coder=CODER)
        self.effort.confirmed = len(events) - self.effort.missed
        self.effort.rejected = sum(p.status is Status.REJECTED for p in standing)
        for act in self.truth:
            near = [event for event in events if _same(event, act)]
            if not near:
                raise SystemExit(f"{self.effort.way}: {act} is not coded, so the ways cannot be compared.")
            error = min(abs(event.onset_us - act.onset_us) for event in near)
            self.effort.onset_errors_ms.append(error / 1000)
        return self.effort

    def _is_point(self, act: ScriptedAct) -> bool:
        return self.project.scheme.code(role_of(act.subject), act.code).kind is CodeKind.POINT

    def _between(self, spans: Sequence[Interval]) -> list[Interval]:
        edges = [0, *(edge for span in spans for edge in (span.onset_us, span.offset_us)), self.end_us]
        return [Interval(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]

    def _around(self, span: Interval, lead_us: int) -> Interval:
        return Interval(max(span.onset_us - lead_us, 0), max(min(span.offset_us + lead_us, self.end_us), span.onset_us))


WAYS: dict[str, Callable[[ScriptedCoder], None]] = {
    "by hand as it plays": ScriptedCoder.by_hand,
    "by hand at twice the speed": lambda coder: coder.by_hand(speed=2),
    "by hand to the frame": lambda coder: coder.by_hand(exact=True),
    "by hand, quietly": lambda coder: coder.by_hand(quiet=True),
    "act by act": ScriptedCoder.by_act,
    "acts of a kind at once": lambda coder: coder.at_once(any_code=False),
    "acts of a person at once": lambda coder: coder.at_once(any_code=True),
    "exchange by exchange": lambda coder: coder.by_exchange(together=""),
    "exchanges of a kind at once": lambda coder: coder.by_exchange(together="kind"),
    "exchanges of a stretch at once": lambda coder: coder.by_exchange(together="all"),
    "the whole clip, and once more": ScriptedCoder.whole_clip,
    "the whole clip at one's own speed, and once more": lambda coder: coder.whole_clip(fast_between=False),
    "the whole clip, missing acts coded meanwhile": ScriptedCoder.whole_clip,
}

SOUGHT: dict[str, Callable[[ScriptedCoder], None]] = {
    "the whole clip, and once more": ScriptedCoder.once_more,
    "the whole clip at one's own speed, and once more": ScriptedCoder.once_more,
    "the whole clip, missing acts coded meanwhile": ScriptedCoder.meanwhile,
}
"""How what nobody proposed is looked for, where that is not by playing the clip once more at the speed of life."""


def efforts(seen: SeenClip, truth: Sequence[ScriptedAct] | None, *, ways: Sequence[str] = tuple(WAYS)) -> list[Effort]:
    """Let scripted coders work on a clip, each in their own way and in a copy of their own of the same study."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        begun = Path(folder) / "begun"
        with Project.create(begun) as project:
            project.blinding.state_share(0)
            project.add_recording(seen.path, link=True)
            project.store_analysis("r1", seen.report, seen.people, seen.tracks)
        for way in ways:
            study = Path(shutil.copytree(begun, Path(folder) / "study"))
            with Project.open(study) as project:
                found.append(_effort(project, truth, way))
            shutil.rmtree(study)
    return found


def _effort(project: Project, truth: Sequence[ScriptedAct] | None, way: str) -> Effort:
    known = truth
    if known is not None:
        known = [act for act in known if project.scheme.has(role_of(act.subject), act.code)]
    coder = ScriptedCoder(project, known, way)
    WAYS[way](coder)
    if not way.startswith("by hand"):
        coder.correct()
        SOUGHT.get(way, ScriptedCoder.look_through)(coder)
    return coder.measure()


def truth_of(clip: Path) -> list[ScriptedAct] | None:
    """Return what happens in a rendered clip; None where nobody wrote it down."""
    path = clip.with_suffix("").with_suffix(".truth.json")
    if not path.is_file():
        return None
    listed = json.loads(path.read_text("utf-8"))["events"]
    acts = [
        ScriptedAct(one["subject"], one["code"], one["onset_us"], one.get("offset_us") or one["onset_us"])
        for one in listed
    ]
    touches = [act for act in acts if act.code == "touch"]
    return [act for act in acts if act.code != "contact" or not any(_is_within(act, touch) for touch in touches)]


def _is_within(contact: ScriptedAct, touch: ScriptedAct) -> bool:
    """Whether half of a contact is a touch: that is one thing, and asked about once."""
    shared = min(contact.offset_us, touch.offset_us) - max(contact.onset_us, touch.onset_us)
    return 2 * shared >= contact.offset_us - contact.onset_us


def looked_at(clip: Path) -> SeenClip:
    """Let the models look at a clip."""
    with Clip.open(clip) as opened:
        analysis = analyze_clip(opened, Settings())
    return SeenClip(clip, analysis.people, analysis.tracks, report_of(analysis, key="benchmark"))


def added_up(several: Sequence[Sequence[Effort]]) -> list[Effort]:
    """Add up the efforts on several clips, way by way."""
    total = []
    for alike in zip(*several, strict=True):
        whole = Effort(alike[0].way)
        for one in alike:
            for name in ("keys", "played_us", "decisions", "confirmed", "moved", "rejected", "missed"):
                setattr(whole, name, getattr(whole, name) + getattr(one, name))
            whole.onset_errors_ms += one.onset_errors_ms
        total.append(whole)
    return total


def row_of(effort: Effort) -> dict[str, object]:
    """Return an effort as the table and the JSON show it."""
    return {
        "way": effort.way,
        "keys": effort.keys,
        "seconds": round(effort.seconds, 1),
        "confirmed": effort.confirmed,
        "moved": effort.moved,
        "rejected": effort.rejected,
        "missed": effort.missed,
        "onsets off by (median, ms)": round(statistics.median(effort.onset_errors_ms or [0])),
    }


def table_of(found: Sequence[Effort]) -> str:
    """Return efforts as a table in Markdown, as the document has it."""
    rows = [{**row_of(one), "seconds": round(one.seconds)} for one in found]
    lines = [list(rows[0]), ["---"] * len(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _act(proposal: Proposal) -> ScriptedAct:
    draft = proposal.draft
    return ScriptedAct(draft.subject, draft.code, draft.onset_us, draft.offset_us)


def _coded(event: Event) -> ScriptedAct:
    return ScriptedAct(event.subject, event.code, event.onset_us, event.offset_us)


def _same(one: ScriptedAct, other: ScriptedAct) -> bool:
    same = (role_of(one.subject), one.code) == (role_of(other.subject), other.code)
    return same and abs(one.onset_us - other.onset_us) <= SAME_US


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    clips = options.clips or sorted((Path(__file__).parents[1] / "sample_clips").glob("*.mp4"))
    every = {clip.stem: efforts(looked_at(clip), truth_of(clip)) for clip in clips}
    every["all"] = added_up(list(every.values()))
    if options.json:
        json.dump({name: [row_of(one) for one in found] for name, found in every.items()}, sys.stdout, indent=1)
        return 0
    for name, found in every.items():
        sys.stdout.write(f"\n{name}\n\n{table_of(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
