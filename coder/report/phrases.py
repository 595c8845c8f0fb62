"""What the report says: sentences that resource a caregiver, facts with sources, what a figure cannot show."""

from __future__ import annotations

from collections.abc import Sequence

from coder.exchanges.pairing import Rule
from coder.report.figures.act_rates import ActFrequency
from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.recording_figures import Numbers
from coder.stats.result import Result
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import who_words
from coder.vocabulary.time import MICROS

CONTEXT_TITLE = "The caregiver's own side"
CONTEXT_NOT_COLLECTED = (
    (
        "Not collected: how the caregiver had slept, who else was there to help, what weighed on the day, and what "
        "restores them. What a child shows cannot be read without it, so please read everything here with that gap in "
        "mind."
    ),
    (
        "Where something felt hard, rest comes first: a caregiver who is worn out needs sleep, company and a free hand "
        "before any advice."
    ),
)

CONTEXT_NOT_HERE_EITHER = "Not collected for this recording either; what was said above holds here too."

FACTS = (
    (
        (
            "Losing each other for a moment and finding each other again is how ordinary togetherness works. Coded "
            "moment by moment, mothers and babies who are doing well are out of step for most of the time, about 70 % "
            "of it, and find each other again and again."
        ),
        (
            "Tronick & Cohn 1989, Child Development 60, 85–92; Tronick & Gianino 1986, Zero to Three 6(3), 1–6; "
            "retold in Tronick 1989, American Psychologist 44, 112–119"
        ),
    ),
)
FAMILY_FACTS = (
    (
        (
            "Losing each other for a moment and finding each other again is how ordinary togetherness works. Mothers "
            "and babies who are doing well are out of step a great deal of the time, and find each other again and "
            "again."
        ),
        FACTS[0][1],
    ),
)
"""The same for reading aloud, without a share to set oneself beside."""

FACTS_ARE_NO_BAR = "These are here for company. Nobody has to reach or to stay under any of them."

OPEN_MOMENTS = (
    "A moment without an answer in the picture is not an answer withheld. The answer may have been a word, a touch out "
    "of view, or a wise pause; the caregiver may have been near and busy; perhaps no answer was needed."
)
FEWER_SIGNALS = "A child who shows less also leaves fewer moments open, so the two numbers belong side by side."

CANNOT_SHOW = (
    "It cannot show what either of them felt, meant or needed.",
    "It cannot show what happened before and after, off camera, or in the voice where the voice was not coded.",
    "It cannot be set beside another family, and nothing in it sums anybody up.",
)

TWO_QUESTIONS = ("What actually restores this parent?", "What signals is this child sending?")
"""A page for people ends with them."""

OPEN_HERE_TOO = (
    "Here too, the answer may have been a word or a touch out of view, or a wise pause; perhaps none was needed."
)
"""What consoles stands wherever a moment is said to have stayed open; the second time, in a few words."""


def mirror_words(recordings: int, agreements: Sequence[CoderAgreement]) -> str:
    """Say what a report is and is not, of one recording or of several."""
    coded = "as people coded" if agreements else "as one person coded"
    one = "one recording is one moment of one day"
    if recordings > 1:
        shows = f"patterns in {recordings} recordings, {coded} them, each for itself"
        return f"This is a mirror. It shows {shows}. It does not know what is right for a family, and {one}."
    return (
        f"This is a mirror. It shows patterns in one recording, {coded} it. It does not know what is right for a "
        f"family, and {one}."
    )


def counting_words(rule: Rule, *, windows: Sequence[str] = ()) -> str:
    """Return a rule in words that need no training, with the windows that the family chose by name."""
    window = f"{rule.window_us / MICROS:g} seconds"
    start = "the child began to reach out" if rule.anchor.value == "onset" else "the child's signal ended"
    return (
        f"How it was counted: an answer is something the caregiver began to do within {window} from when {start}. One "
        f"answer goes to one moment. This is a convention (rule {rule.id}, as in {rule.source}); another window gives "
        f"other numbers.{_outside_words(rule, windows)}"
    )


def spoken_counting(rule: Rule, *, windows: Sequence[str] = ()) -> str:
    """Return a rule as it is read aloud to a family: what counts as an answer, without a name or a citation."""
    window = f"{rule.window_us / MICROS:g} seconds"
    start = "the child began to reach out" if rule.anchor.value == "onset" else "the child's signal ended"
    return (
        f"How it was counted: an answer is something the caregiver began to do within {window} from when {start}. One "
        "answer goes to one moment. People agreed to count so; another window gives other numbers."
        f"{_outside_words(rule, windows)}"
    )


def _outside_words(rule: Rule, windows: Sequence[str]) -> str:
    if not rule.acknowledged_outside:
        return ""
    if not windows:
        return " A word, a nod or a touch in passing that says I heard you is an answer too."
    return (
        f" This family chose windows for being fully there ({'; '.join(windows)}); to a moment outside them, a word, a "
        "nod or a touch in passing that says I heard you is an answer too."
    )


def basis_words(numbers: Numbers, *, spoken: bool = False) -> str:
    """Return n, observable time and timing bound in one sentence; spoken, times are as people say them."""
    bound = (
        "" if numbers.timing_bound_us is None else f" Times are true to within {_s(numbers.timing_bound_us)} seconds."
    )
    seen, recorded = f"{_s(numbers.observable_us)} seconds", _s(numbers.span.duration_us)
    if spoken:
        seen, recorded = spoken_time(numbers.observable_us), spoken_time(numbers.span.duration_us)
    signals = len(numbers.answers.signals)
    return (
        f"Rests on {_count(signals, 'moment')} and on {seen} in which both could be seen, of {recorded} "
        f"recorded.{bound}"
    )


def spoken_time(us: int) -> str:
    """Return a length of time as people say it: "54 seconds", "2 minutes 52 seconds"."""
    minutes, rest = divmod(round(us / MICROS), 60)
    said = [_count(minutes, "minute")] if minutes else []
    return " ".join([*said, _count(rest, "second")] if rest or not said else said)


def chance_name(rule: Rule) -> str:
    """Return what the chance baseline counts: it does not heed that nothing may come in between."""
    return "share of bids answered" + (", whatever came in between" if rule.adjacent else "")


def act_name(act: ActFrequency) -> str:
    """Return a row's name: who and what, such as "child smiles"."""
    who = {"together": "the two,"}.get(act.subject, who_words(act.subject))
    return f"{who} {act.label}"


_NUMBERS = (
    tr("no"),
    tr("one"),
    tr("two"),
    tr("three"),
    tr("four"),
    tr("five"),
    tr("six"),
    tr("seven"),
    tr("eight"),
    tr("nine"),
    tr("ten"),
    tr("eleven"),
    tr("twelve"),
)


def at_moments(count: int) -> str:
    """Return at how many moments, as it is read aloud: "one moment", "three moments", "25 moments"."""
    said = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{said} moment{'' if count == 1 else 's'}"


def moments(count: int) -> str:
    """Return how often, as people say it: "once", "twice", "3 times"."""
    return {1: tr("once"), 2: tr("twice")}.get(count, f"{count} times")


ONE_OF = {
    "events": "event",
    "bids": "bid",
    "bouts": "bout",
    "stretches": "stretch",
    "mismatches": "mismatch",
    "time units": "time unit",
    "cries": "cry",
    "floor transfers": "floor transfer",
}


def counted_words(result: Result) -> str:
    """Return what a figure rests on: "17 bids", "1 mismatch"."""
    return f"{result.n} {ONE_OF.get(result.n_of, result.n_of) if result.n == 1 else result.n_of}"


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _s(us: int) -> str:
    return f"{us / MICROS:.2f}".rstrip("0").rstrip(".")


def figure_words(value: float) -> str:
    """Return a figure with three digits that say something, never as a power of ten: 2450, 12.5, 0.137."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
