"""What stands beside a child's signals, in words, in a page and as JSON: the caregiver's card or that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from coder.report.phrases import (
    CONTEXT_NOT_COLLECTED,
    CONTEXT_TITLE,
    OWN_SIDE_NOT_HERE_EITHER,
    OWN_SIDE_NOT_WRITTEN,
    OWN_SIDE_TITLE,
)
from coder.report.render.html_page import card as framed
from coder.vocabulary.context import Beside, CardState, ContextCard, Meeting, Series
from coder.vocabulary.language import plural, tr

REST_FIRST = CONTEXT_NOT_COLLECTED[1]
RATHER_NOT = tr(
    "Asked, and would rather not say. That is theirs to choose, and nothing follows from it; please read everything "
    "here knowing that this side of the day is not told."
)
NOT_ASKED = tr("not collected; what another says of their own day does not speak for this one.")
PARTS = (("restores", tr("What restores them")), ("rest", tr("Rest")), ("support", tr("Support today")))
"""What a card speaks of, in the order in which it is shown: what gives strength comes first."""

SERIES_LIMITS = tr(
    "It is shown because they chose to bring it. It explains nothing here, and nothing here follows from it."
)


SIDE = tr("The caregiver's own side")


def state_words(beside: Beside) -> str:
    """Return the caregivers' own side in one line, for above a list of a child's signals."""
    return f"{SIDE}: {' | '.join(_side_words(name, beside) for name, _ in beside.sides)}"


def side_lines(beside: Beside) -> tuple[str, ...]:
    """Return the same with a line for each caregiver who is coded or has a card."""
    return tuple(f"{SIDE}: {_side_words(name, beside)}" for name, _ in beside.sides)


def _side_words(caregiver: str, beside: Beside) -> str:
    card = beside.card(caregiver)
    return card_line(card) if card is not None else tr("{name}not collected.", name=_name(caregiver))


def sides_json(beside: Beside) -> dict[str, str]:
    """Return the state of each caregiver's own side, and none of the words: a pipe carries it with the signals."""
    return {name: state.leaving for name, state in beside.sides}


def card_line(card: ContextCard) -> str:
    """Return a card in one line."""
    name = _name(card.caregiver)
    if card.state is CardState.RATHER_NOT:
        return tr("{name}asked, would rather not say.", name=name)
    said = [f"{title.lower()}: {_flat(words)}" for title, words in _said(card)]
    return name + "; ".join(said)


def beside_lines(beside: Beside) -> tuple[str, ...]:
    """Return everything that stands beside the codes, a line each."""
    meeting = meeting_words(beside.meeting)
    return (
        *side_lines(beside),
        *((tr("The recording: {meeting}.", meeting=meeting),) if meeting else ()),
        *(
            tr("Brought by {who}: {series}.", who=_who(one.caregiver), series=series_words(one))
            for one in beside.series
        ),
    )


def beside_block(beside: Beside) -> str:
    """Return the framed note of a report; without a card it says that none was collected."""
    if beside.nothing_collected:
        whose = (
            [tr("This holds for {listed}.", listed=_listed((_who(name) for name, _ in beside.sides)))]
            if len(beside.sides) > 1
            else []
        )
        return framed(CONTEXT_TITLE, [*CONTEXT_NOT_COLLECTED, *whose, *_series_paragraphs(beside.series)])
    return framed(CONTEXT_TITLE, [*_told(beside, _said), REST_FIRST, *_series_paragraphs(beside.series)])


def own_side_block(beside: Beside, *, again: bool) -> str:
    """Return the framed note of a family's page: what was told of the day, but for what restores, which opens the page.

    ``again`` says that the note of a day of which nothing was told stands on the page already.
    """
    nothing = OWN_SIDE_NOT_HERE_EITHER if again else OWN_SIDE_NOT_WRITTEN
    paragraphs = [nothing] if beside.nothing_collected else _told(beside, _said_beside_rest)
    return framed(OWN_SIDE_TITLE, [*paragraphs, *(() if again else (REST_FIRST,)), *_series_paragraphs(beside.series)])


def own_side_words(beside: Beside) -> str:
    """Return the same in one paragraph, for the view that is shown to those who were there."""
    if beside.nothing_collected:
        return tr("{title}. {words}", title=OWN_SIDE_TITLE, words=OWN_SIDE_NOT_WRITTEN)
    told = " ".join(_told(beside, _said))
    return tr("{title}. {words}", title=OWN_SIDE_TITLE, words=told)


def _told(beside: Beside, said: Callable[[ContextCard], list[tuple[str, str]]]) -> list[str]:
    """Return what each caregiver told of the day, or that they were not asked, or would rather not say."""
    paragraphs: list[str] = []
    for caregiver, state in beside.sides:
        one = beside.card(caregiver)
        if one is None:
            paragraphs.append(f"{_name(caregiver)}{NOT_ASKED}")
        elif state is CardState.RATHER_NOT:
            paragraphs.append(f"{_name(caregiver)}{RATHER_NOT}")
        else:
            paragraphs += [f"{_name(caregiver)}{title}: “{words}”" for title, words in said(one)]
    return paragraphs


def beside_json(beside: Beside) -> dict[str, object]:
    """Return what stands beside the codes, for the study's own computer; exports of events carry none of it."""
    meeting = beside.meeting or Meeting("")
    return {
        "state": beside.state.value,
        "caregivers_side": sides_json(beside),
        "cards": [
            {
                "caregiver": one.caregiver,
                "state": one.state.value,
                "rest": one.rest,
                "support": one.support,
                "restores": one.restores,
                "said_at": one.said_at,
            }
            for one in beside.cards
        ],
        "series": [
            {
                "id": one.id,
                "caregiver": one.caregiver,
                "name": one.name,
                "unit": one.unit,
                "points": [[point.at, point.value] for point in one.points],
            }
            for one in beside.series
        ],
        "meeting": {
            "family": meeting.family or None,
            "setting": meeting.setting or None,
            "began_at": meeting.began_at or None,
            "windows": [window.words for window in meeting.windows],
            "child_months": meeting.child_months,
        },
    }


def meeting_words(meeting: Meeting | None) -> str:
    """Return where, when and with whom, as far as somebody said; "" where nobody did."""
    if meeting is None:
        return ""
    parts = [
        tr("family {family}", family=meeting.family) if meeting.family else "",
        meeting.setting,
        tr("began {began_at}", began_at=meeting.began_at.replace("T", " ")) if meeting.began_at else "",
        tr("full presence {windows}", windows=", ".join(window.words for window in meeting.windows))
        if meeting.windows
        else "",
    ]
    return ", ".join(part for part in parts if part)


def series_words(series: Series) -> str:
    """Return what was brought and when it is of: name, how many values, from when to when, lowest and highest."""
    first, last = series.points[0].at.replace("T", " "), series.points[-1].at.replace("T", " ")
    values = [point.value for point in series.points]
    unit = f" {series.unit}" if series.unit else ""
    when = first if first == last else tr("{first} to {last}", first=first, last=last)
    low, high = f"{min(values):g}", f"{max(values):g}"
    spread = f"{low}{unit}" if low == high else tr("between {low} and {high}{unit}", low=low, high=high, unit=unit)
    count = plural(len(values), "1 value", "{number} values", number=len(values))
    return tr("{series}, {count} of {when}, {spread}", series=series.name, count=count, when=when, spread=spread)


def restoring_words(beside: Beside) -> tuple[str, ...]:
    """Return what restores the caregivers, as they said it: a family's page opens with it."""
    return tuple(
        tr("What restores {who}, in their own words: “{restores}”", who=_who(one.caregiver), restores=one.restores)
        for one in beside.cards
        if one.restores
    )


def _series_paragraphs(series: Sequence[Series]) -> list[str]:
    if not series:
        return []
    brought = [tr("{who} brought {series}.", who=_who(one.caregiver), series=series_words(one)) for one in series]
    return [f"{' '.join(line[0].upper() + line[1:] for line in brought)} {SERIES_LIMITS}"]


def _said(card: ContextCard) -> list[tuple[str, str]]:
    words = {"restores": card.restores, "rest": card.rest, "support": card.support}
    return [(title, words[part]) for part, title in PARTS if words[part]]


def _said_beside_rest(card: ContextCard) -> list[tuple[str, str]]:
    """What restores them opens a family's page; it stands again only where they said nothing else."""
    said = _said(card)
    return [(title, words) for title, words in said if words != card.restores] or said


def _who(caregiver: str) -> str:
    return caregiver.split(":", 1)[1] if ":" in caregiver else tr("the caregiver")


def _name(caregiver: str) -> str:
    return f"{caregiver.split(':', 1)[1]}: " if ":" in caregiver else ""


def _listed(names: Iterable[str]) -> str:
    *before, last = names
    return tr("{before} and {last}", before=", ".join(before), last=last) if before else last


def _flat(words: str) -> str:
    return f"“{' '.join(words.split())}”"
