"""A page for a practitioner and a caregiver together: when it runs low, practices, hours, a ritual, own lines.

Nothing on it is of the child's signals, nothing is worked out from anybody's words, and it suggests rest and company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.report.figures.caregiver_low_hours import LowHourMark, MarkSource, Visited, low_words, marks_of
from coder.report.pages.caregiver_side import REST_FIRST
from coder.report.phrases import TWO_QUESTIONS
from coder.report.render import svg
from coder.report.render.html_page import bullets, card, figure, heading, page, para
from coder.vocabulary.context import caregivers_of
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import DATED, DID_IT, PAUSE, TITLES, OwnWordKind, OwnWords, answers_to
from coder.vocabulary.scheme import Role, role_of

TITLE = tr("For the caregiver, to read together")
OPENING = tr(
    "This page is yours. It holds your own words, and marks on the hours of a day. No signal of the child is on it, "
    "nothing is weighed against anything, and nothing follows from it but what you want to follow."
)
ONLY_REST = tr("It asks for company and for rest, and for nothing to be learned or done better.")
NO_MARKS = tr(
    "Nothing is on the strip yet. An hour at which little was left can be written down whenever you like, or never."
)


def caregivers_page(visits: Sequence[Visited], own: Sequence[OwnWords], *, day: str | None = None) -> str:
    """Return the page. Each caregiver stands for themselves; nobody is set beside anybody."""
    marks = marks_of(visits, own)
    blocks = [heading(1, TITLE), para(OPENING)]
    if day:
        blocks.append(para(tr("Made on {day}.", day=day), small=True))
    blocks.append(card(tr("A pause first"), PAUSE))
    for number, caregiver in enumerate(_caregivers(visits, own), 1):
        blocks += _caregiver(f"caregiver-{number}", caregiver, visits, marks, own)
    blocks += [heading(2, tr("Two questions to end with")), bullets(TWO_QUESTIONS)]
    return page(TITLE, blocks)


def _caregivers(visits: Sequence[Visited], own: Sequence[OwnWords]) -> tuple[str, ...]:
    named = {one.caregiver for one in own}
    for visit in visits:
        named |= {e.subject for e in visit.events if role_of(e.subject) is Role.CAREGIVER}
        named |= {one.caregiver for one in visit.beside.cards} | {one.caregiver for one in visit.beside.series}
    return tuple(sorted(named)) or caregivers_of((), visits[0].beside)


def _caregiver(
    name: str, caregiver: str, visits: Sequence[Visited], marks: Sequence[LowHourMark], own: Sequence[OwnWords]
) -> list[str]:
    mine = [one for one in own if one.caregiver == caregiver]
    who = caregiver.split(":", 1)[1] if ":" in caregiver else tr("The caregiver")
    restores = dict.fromkeys(
        f"“{one.restores}”"
        for visit in visits
        for one in visit.beside.cards
        if one.caregiver == caregiver and one.restores
    )
    blocks = [heading(2, who)]
    if restores:
        blocks.append(para(tr("What restores you, in your own words: {restores}", restores="; ".join(restores))))
    blocks += _when_it_runs_low(name, caregiver, marks)
    blocks += _hours(mine)
    blocks += _practices(mine)
    blocks += _ritual(caregiver, mine, visits)
    blocks += _lines(mine)
    return blocks


def _when_it_runs_low(name: str, caregiver: str, marks: Sequence[LowHourMark]) -> list[str]:
    title = heading(3, tr("When it runs low"))
    mine = [mark for mark in marks if mark.caregiver == caregiver]
    if not mine:
        return [title, para(NO_MARKS)]
    said = low_words(marks, caregiver)
    rows = [(source.value, [mark.hour for mark in mine if mark.source is source]) for source in MarkSource]
    drawing = svg.day_strip(
        f"{name}-day",
        tr("The hours of a day"),
        " ".join(said) or tr("Marks by the hour."),
        rows=[r for r in rows if r[1]],
    )
    return [title, *map(para, said), figure(drawing, [ONLY_REST]), para(REST_FIRST)]


def _hours(mine: Sequence[OwnWords]) -> list[str]:
    support = [one for one in mine if one.kind is OwnWordKind.SUPPORT]
    lines = [f"{_at(one)}{one.words}" for one in support]
    asked = tr("Who could take which hour?")
    return [heading(3, tr("People and hours")), *([bullets(lines)] if lines else []), para(asked)]


def _at(one: OwnWords) -> str:
    return "" if one.hour is None else f"{one.hour:02d}:00: "


def _practices(mine: Sequence[OwnWords]) -> list[str]:
    practices = [one for one in mine if one.kind is OwnWordKind.PRACTICE]
    if not practices:
        return []
    lines = []
    for one in practices:
        last = answers_to(one, mine)
        told = (
            tr(" Last time ({said_on}): {answer}", said_on=last[-1].said_on, answer=_answer(last[-1])) if last else ""
        )
        lines.append(f"“{one.words}” {' '.join(DID_IT)}{told}")
    return [heading(3, tr("Practices, in your own words")), bullets(lines)]


def _answer(one: OwnWords) -> str:
    came = f"“{one.words}”" if one.words else ""
    helped = f"{(tr('; did it help: ') if came else tr('did it help: '))}“{one.helped}”" if one.helped else ""
    return f"{came}{helped}."


def _ritual(caregiver: str, mine: Sequence[OwnWords], visits: Iterable[Visited]) -> list[str]:
    rituals = [one.words for one in mine if one.kind is OwnWordKind.RITUAL]
    if not rituals:
        return []
    seen = dict.fromkeys(
        PARTING_AND_RETURN[event.code]
        for visit in visits
        for event in visit.events
        if event.subject == caregiver and event.code in PARTING_AND_RETURN
    )
    beside = (
        tr("Seen at parting and coming back: {seen}.", seen=", ".join(seen)) if seen else tr("No parting was recorded.")
    )
    return [heading(3, tr("Your ritual")), *(para(f"“{words}”") for words in rituals), para(beside)]


PARTING_AND_RETURN = {
    "announces": tr("saying that you will go"),
    "parting_ritual": tr("a ritual of parting"),
    "leaves_a_token": tr("something to hold"),
    "greets": tr("a greeting"),
    "names_it": tr("putting it into words"),
}


def _lines(mine: Sequence[OwnWords]) -> list[str]:
    lines = [f"{one.said_on}, {TITLES[one.kind]}: “{one.words}”" for one in mine if one.kind in DATED]
    return [heading(3, tr("Your own lines")), bullets(lines)] if lines else []
