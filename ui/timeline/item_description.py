"""What the timeline says in words about an item: the tooltip and what a screen reader hears."""

from __future__ import annotations

from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import who_words
from coder.vocabulary.time import format_us
from ui.timeline.edge_move import length
from ui.timeline.frame_times import FrameGrid
from ui.timeline.timeline_model import NOT_SO, Item, ItemKind, TimelineRow

KIND_WORDS: dict[ItemKind, str] = {
    ItemKind.EVENT: tr("event"),
    ItemKind.PROPOSAL: tr("proposal, waiting"),
    ItemKind.REFUSED: tr("not so"),
    ItemKind.NOT_OBSERVABLE: tr("not observable"),
    ItemKind.EPISODE: tr("episode"),
    ItemKind.GAP: tr("no footage"),
}


def subject_parts(subject: str) -> tuple[str, str]:
    """A subject as people read it, and a role where the name does not say it: ``caregiver:Kim`` is Kim, caregiver."""
    role, _, name = subject.partition(":")
    return (name, who_words(role)) if name else (who_words(role), "")


def subject_name(subject: str) -> str:
    """Both on one line: "Kim (caregiver)"."""
    name, role = subject_parts(subject)
    return f"{name} ({role})" if role else name


def when(item: Item, grid: FrameGrid) -> str:
    """Onset, offset, length and frames."""
    if item.point:
        at = tr("at {time}", time=format_us(item.onset_us))
        return tr("{at}, frame {frame_at}", at=at, frame_at=grid.frame_at(item.onset_us)) if grid.count else at
    text = tr(
        "{time} to {time_2}, {length}",
        time=format_us(item.onset_us),
        time_2=format_us(item.offset_us),
        length=length(item.offset_us - item.onset_us),
    )
    frames = grid.steps_between(item.onset_us, item.offset_us)
    return f"{text}, {frames} {plural(frames, 'frame', 'frames')}" if grid.count else text


LISTED_WORDS: dict[ItemKind, str] = {**KIND_WORDS, ItemKind.EVENT: "", ItemKind.PROPOSAL: tr("proposed")}
"""The same at the end of a line that is heard again and again: what needs no word has none."""


def listed(item: Item, tier: TimelineRow) -> str:
    """One line of a list of items: "child smiles, 0:03.080 to 0:05.280, proposed"."""
    label = item.label.removesuffix("?").removeprefix(NOT_SO) or tier.label
    at = format_us(item.onset_us) + ("" if item.point else tr(" to {time}", time=format_us(item.offset_us)))
    parts = (f"{subject_name(tier.subject)} {label}", at, LISTED_WORDS[item.kind], tier.layer)
    return ", ".join(part for part in parts if part)


def spoken(item: Item, tier: TimelineRow, grid: FrameGrid, *, place: tuple[int, int]) -> str:
    """One sentence for a screen reader; ``place`` is (which, of how many) in the tier."""
    where = f"{subject_name(tier.subject)}, {tier.label}"
    return tr(
        "{kind}: {value}. {where}, {place} of {place_2}. {when}.",
        kind=KIND_WORDS[item.kind],
        value=item.label or tier.label,
        where=where,
        place=place[0],
        place_2=place[1],
        when=when(item, grid).capitalize(),
    )


def tooltip(item: Item, tier: TimelineRow, grid: FrameGrid) -> str:
    """A few plain lines."""
    lines = [
        f"{item.label or tier.label} ({KIND_WORDS[item.kind]})",
        f"{subject_name(tier.subject)}, {tier.label}",
        when(item, grid),
    ]
    return "\n".join([*lines, item.tooltip] if item.tooltip else lines)
