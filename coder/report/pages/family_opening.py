"""What a family's page opens with: answers, moments of the two, finding each other, and else what could be seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from coder.exchanges.pairing import Exchange, Outcome
from coder.exchanges.time_apart import APART, AWAY, LEAVING, reunions
from coder.report.figures.act_rates import NOT_OBSERVABLE
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.solitude import solitude_of, solitude_words
from coder.report.pages.repeated_sentences import Once
from coder.report.phrases import act_name, at_moments, moments, number_words, spoken_time
from coder.report.render import drawings
from coder.report.render.html_page import bullets, figure, para, row
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme, role_of, who_words
from coder.vocabulary.time import MICROS, format_us, seconds_to_us

MOST_MOMENTS = 6
"""So many times of finding each other are named."""

MOST_DRAWN = 3
"""So many answered moments are told one by one, each with a small drawing; they come first."""

LIMITS = frozenset({"sets_limit", "keeps_limit"})

AT_PARTING = frozenset({"announces", "parting_ritual", "leaves_a_token"})
ON_COMING_BACK = frozenset({"greets", "names_it"})
AT_PARTING_WORDS = {"parting_ritual": tr("keeps the ritual that belongs to parting")}

TOGETHER = {
    "face_to_face": tr("were face to face"),
    "contact": tr("were in contact"),
}


def strengths(numbers: Numbers, scheme: Scheme, once: Once) -> list[str]:
    """Return the blocks of one recording that come first, whatever was coded in it."""
    answers = numbers.answers
    answered = [item for item in answers.signals if item.outcome is Outcome.ANSWERED]
    seen_by_human = answers.became(Outcome.ACKNOWLEDGED)
    lines = _there(numbers)
    if answered:
        lines.append(
            tr("The child gave a sign and found an answer {moments}.", moments=moments(len(answered)))
            + _of_which_drawn(answered)
        )
    if seen_by_human:
        lines.append(
            tr("The caregiver acknowledged the child in their own way {moments}.", moments=moments(seen_by_human))
        )
    nearby = answers.became(Outcome.AVAILABLE_NEARBY)
    if nearby:
        lines.append(
            tr(
                "At {at_moments} the caregiver was near and available. That is a way of being there.",
                at_moments=at_moments(nearby),
            )
        )
    alone = solitude_words(solitude_of(numbers))
    if alone:
        lines.append(alone)
    lines += _rituals(numbers, scheme)
    back = [one for one in reunions(numbers.events, numbers.span.offset_us) if one.onset_us >= numbers.span.onset_us]
    if back:
        lines.append(
            tr("After being apart, the two of them came back to each other {moments}.", moments=moments(len(back)))
        )
    for act in numbers.acts:
        if act.subject == Role.TOGETHER.value and act.code in TOGETHER and act.often.n:  # “0 times” is nothing seen
            whole = seconds_to_us(act.lasting.total_time) if act.lasting else 0
            long = tr(", {spoken_time} in all", spoken_time=spoken_time(whole)) if whole else ""
            lines.append(
                tr(
                    "The two of them {together} {moments}{long}.",
                    together=TOGETHER[act.code],
                    moments=moments(act.often.n),
                    long=long,
                )
            )
    found_again = numbers.found_again_us
    if found_again:
        times = ", ".join(_clock(t) for t in found_again[:MOST_MOMENTS])
        more = tr(", and more") if len(found_again) > MOST_MOMENTS else ""
        lines.append(
            tr(
                "They were out of step for a moment and then found each other {moments} (at {times}{more}).",
                moments=moments(len(found_again)),
                times=times,
                more=more,
            )
        )
    if not lines:
        return _what_there_is(numbers)
    return [bullets(lines)]


def moments_drawn(numbers: Numbers, scheme: Scheme) -> list[str]:
    """Return the first answered moments, each as a small drawing with what happened in a sentence."""
    answered = [item for item in numbers.answers.signals if item.outcome is Outcome.ANSWERED]
    drawn = [
        figure(drawings.moment(numbers, item, number), [_moment(item, scheme)])
        for number, item in enumerate(_drawn(answered), start=1)
    ]
    return [row(drawn)] if drawn else []


def _drawn(answered: Sequence[Exchange]) -> list[Exchange]:
    return [item for item in answered if item.response is not None][:MOST_DRAWN]


def _of_which_drawn(answered: Sequence[Exchange]) -> str:
    """Say how many of them are drawn above, where it is not all of them."""
    drawn = len(_drawn(answered))
    if drawn in (0, len(answered)):
        return ""
    return tr(" The first {count} of them are drawn above.", count=number_words(drawn))


def _rituals(numbers: Numbers, scheme: Scheme) -> list[str]:
    """Say what belonged to parting and coming back, in the order in which it was seen."""
    lines = []
    if parting := _acts_of(AT_PARTING, numbers, scheme):
        lines.append(tr("At parting the caregiver {acts}.", acts=parting))
    if coming_back := _acts_of(ON_COMING_BACK, numbers, scheme):
        lines.append(tr("On coming back the caregiver {acts}.", acts=coming_back))
    return lines


def _acts_of(codes: Collection[str], numbers: Numbers, scheme: Scheme) -> str:
    """Which of these acts a caregiver did, in the order in which they were seen; "" where none."""
    acts = [e for e in numbers.events if e.code in codes and role_of(e.subject) is Role.CAREGIVER]
    seen = dict.fromkeys(AT_PARTING_WORDS.get(e.code) or _label(e.subject, e.code, scheme) for e in acts)
    return _listed(list(seen)) if seen else ""


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else tr("{names} and {parts}", names=", ".join(parts[:-1]), parts=parts[-1])


def _there(numbers: Numbers) -> list[str]:
    """Say first where somebody was with the child before any answer could be asked for."""
    there = [item for item in numbers.answers.signals if item.outcome is Outcome.ALREADY_THERE]
    with_child = sum(not item.accompanied for item in there)
    crying = sum(item.accompanied for item in numbers.answers.signals)
    lines = []
    if with_child:
        lines.append(tr("At {at_moments} the caregiver was already with the child.", at_moments=at_moments(with_child)))
    if crying:
        limit = tr(", and the limit could stand") if any(e.code in LIMITS for e in numbers.events) else ""
        lines.append(
            tr(
                "The child's crying or protest was accompanied {moments}: somebody was with the child while it "
                "lasted{limit}.",
                moments=moments(crying),
                limit=limit,
            )
        )
    return lines


def _what_there_is(numbers: Numbers) -> list[str]:
    """Without an answer or a moment of the two to tell, say what could be seen, and that this is no verdict."""
    seen = [
        f"{act_name(act)}: {moments(act.often.n)}."
        for act in numbers.acts
        if act.code not in {NOT_OBSERVABLE, *LEAVING, *AWAY, *APART} and act.often.n
    ]
    if numbers.observable_us < MICROS:
        return [
            para(tr("The two could not be seen together here, so the mirror stays empty. That says nothing of them."))
        ]
    if not seen:
        return [
            para(
                tr(
                    "Little or nothing of this recording is coded yet, so the mirror is still empty. That says nothing "
                    "about the two people in it."
                )
            )
        ]
    return [
        para(tr("What could be seen here:")),
        bullets(line[0].upper() + line[1:] for line in seen),
        para(
            tr(
                "The mirror holds only what was coded, and much of being together is not. It says nothing about the "
                "two."
            )
        ),
    ]


def _moment(item: Exchange, scheme: Scheme) -> str:
    assert item.response_subject is not None
    assert item.response_code is not None
    assert item.latency_us is not None
    bid = _label(item.bid_subject, item.bid_code, scheme)
    answer = _label(item.response_subject, item.response_code, scheme)
    if item.latency_us < 0:
        when = tr("while it was still going on")
    elif item.latency_us < MICROS:
        when = tr("within a second")
    else:
        when = (
            tr("about {latency:g} seconds later", latency=round(2 * item.latency_us / MICROS) / 2)
            if item.latency_us >= 1.25 * MICROS
            else tr("a second later")
        )
    return tr(
        "At {clock} the child {bid}, and {who} {answer} {when}.",
        clock=_clock(item.bid_interval.onset_us),
        bid=bid,
        who=_who(item.response_subject),
        answer=answer,
        when=when,
    )


def _label(subject: str, code: str, scheme: Scheme) -> str:
    try:
        return scheme.code(role_of(subject), code).label
    except KeyError:
        return code.replace("_", " ")


def _who(subject: str) -> str:
    return subject.split(":", 1)[1] if ":" in subject else tr("the {subject}", subject=who_words(subject))


def _clock(us: int) -> str:
    return format_us(us)[:-4]
