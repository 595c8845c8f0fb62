"""What the report says: sentences that resource a caregiver, facts with sources, what a figure cannot show."""

from __future__ import annotations

from collections.abc import Sequence

from coder.exchanges.pairing import Rule
from coder.report.figures.act_rates import ActFrequency
from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.someone_spread import SomeoneSpread, SpreadRange
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import who_words
from coder.vocabulary.time import MICROS

CONTEXT_TITLE = tr("The caregiver's own side")
CONTEXT_NOT_COLLECTED = (
    tr(
        "Not collected: how the caregiver had slept, who else was there to help, what weighed on the day, and what "
        "restores them. What a child shows cannot be read without it, so please read everything here with that gap in "
        "mind."
    ),
    tr(
        "Where something felt hard, rest comes first: a caregiver who is worn out needs sleep, company and a free hand "
        "before any advice."
    ),
)

OWN_SIDE_TITLE = tr("Your own side")
OWN_SIDE_NOT_WRITTEN = tr(
    "How you had slept, who was there to help, what weighed on the day and what restores you was not written down. It "
    "belongs beside everything here: tell it first, if you like."
)
"""To those who were there, what :data:`CONTEXT_NOT_COLLECTED` says of them."""
OWN_SIDE_NOT_HERE_EITHER = tr("Of this day it was not written down either.")

CONTEXT_NOT_HERE_EITHER = tr("Not collected for this recording either; what was said above holds here too.")

FACTS = (
    (
        tr(
            "Losing each other for a moment and finding each other again is how ordinary togetherness works. Coded "
            "moment by moment, mothers and babies at ordinary play were out of step for most of the time, about 70 % "
            "of it, and found each other again and again."
        ),
        tr(
            "Tronick & Cohn 1989, Child Development 60, 85–92; Tronick & Gianino 1986, Zero to Three 6(3), 1–6; "
            "retold in Tronick 1989, American Psychologist 44, 112–119"
        ),
    ),
)
FAMILY_FACTS = (
    (
        tr(
            "Losing each other for a moment and finding each other again is how ordinary togetherness works. Mothers "
            "and babies at ordinary play were out of step a great deal of the time, and found each other again and "
            "again."
        ),
        FACTS[0][1],
    ),
)
"""The same for reading aloud, without a share to set oneself beside."""

FACTS_ARE_NO_BAR = tr("This is said for company: nobody has to reach it, or to stay under it.")

OPEN_MOMENTS = tr(
    "A moment without an answer in the picture is not an answer withheld. The answer may have been a word, a touch out "
    "of view, or a wise pause; the caregiver may have been near and busy; perhaps no answer was needed."
)
FEWER_SIGNALS = tr("A child who shows less also leaves fewer moments open, so the two numbers belong side by side.")

NOT_WHAT_IS_RIGHT = tr("It does not know what is right for a family.")
CANNOT_SHOW = (
    tr("It cannot show what either of them felt, meant or needed."),
    tr("It cannot show what happened before and after, off camera, or in the voice where the voice was not coded."),
    tr("It cannot be set beside another family, and nothing in it sums anybody up."),
)

TWO_QUESTIONS = (tr("What actually restores you?"), tr("What signals is this child sending you?"))
"""A page for people ends with them, and asks those who hold it."""

OPEN_HERE_TOO = tr(
    "Here too, the answer may have been a word or a touch out of view, or a wise pause; perhaps none was needed."
)
"""What consoles stands wherever a moment is said to have stayed open; the second time, in a few words."""


def mirror_words(recordings: int, agreements: Sequence[CoderAgreement]) -> str:
    """Say what a report is and is not, of one recording or of several."""
    coded = tr("as people coded") if agreements else tr("as one person coded")
    one = tr("one recording is one moment of one day")
    if recordings > 1:
        shows = tr(
            "patterns in {recordings} recordings, {coded} them, each for itself", recordings=recordings, coded=coded
        )
        return tr(
            "This is a mirror. It shows {shows}. It does not know what is right for a family, and {one}.",
            shows=shows,
            one=one,
        )
    return tr(
        "This is a mirror. It shows patterns in one recording, {coded} it. It does not know what is right for a "
        "family, and {one}.",
        coded=coded,
        one=one,
    )


def moments_words(recordings: int, agreements: Sequence[CoderAgreement]) -> str:
    """Say to a family what its page holds, in one breath: the moments come next."""
    who = tr("people") if agreements else tr("one person")
    if recordings == 1:
        return tr("A mirror of one recording, as {who} saw it: one moment of one day.", who=who)
    return tr(
        "A mirror of {recordings} recordings, as {who} saw them, each for itself and each one moment of one day.",
        recordings=recordings,
        who=who,
    )


def counting_words(rule: Rule, *, windows: Sequence[str] = ()) -> str:
    """Return a rule in words that need no training, with the windows that the family chose by name."""
    window = tr("{window:g} seconds", window=rule.window_us / MICROS)
    start = tr("the child's signal began") if rule.anchor.value == "onset" else tr("the child's signal ended")
    return tr(
        "How it was counted: an answer is something the caregiver began to do within {window} from when {start}. One "
        "answer goes to one moment. This is a convention (rule {rule}, as in {source}); another window gives "
        "other numbers.{outside}",
        window=window,
        start=start,
        rule=rule.id,
        source=rule.source,
        outside=_outside_words(rule, windows),
    )


def spoken_counting(rule: Rule, *, windows: Sequence[str] = ()) -> str:
    """Return a rule as it is read aloud to a family: what counts as an answer, without a name or a citation."""
    window = tr("{window:g} seconds", window=rule.window_us / MICROS)
    start = tr("the child's sign began") if rule.anchor.value == "onset" else tr("the child's sign ended")
    return tr(
        "An answer is something the caregiver began to do within {window} from when {start}. One answer goes to one "
        "sign. People agreed to count so; another length of time gives other numbers.{outside}",
        window=window,
        start=start,
        outside=_outside_words(rule, windows),
    )


def _outside_words(rule: Rule, windows: Sequence[str]) -> str:
    if not rule.acknowledged_outside:
        return ""
    if not windows:
        return tr(" A word, a nod or a touch in passing that says I heard you is an answer too.")
    return tr(
        " This family chose windows for being fully there ({windows}); to a moment outside them, a word, a "
        "nod or a touch in passing that says I heard you is an answer too.",
        windows="; ".join(windows),
    )


def spoken_time(us: int) -> str:
    """Return a length of time as people say it: "54 seconds", "2 minutes 52 seconds"."""
    minutes, rest = divmod(round(us / MICROS), 60)
    said = [plural(minutes, "{count} minute", "{count} minutes", count=minutes)] if minutes else []
    if rest or not said:
        said.append(plural(rest, "{count} second", "{count} seconds", count=rest))
    return " ".join(said)


def chance_name(rule: Rule) -> str:
    """Return what the chance baseline counts: it does not heed that nothing may come in between."""
    if rule.adjacent:
        return tr("share of bids answered, whatever came in between")
    return tr("share of bids answered")


def act_name(act: ActFrequency) -> str:
    """Return a row's name: who and what, such as "child smiles"."""
    who = {"together": tr("the two,")}.get(act.subject, who_words(act.subject))
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


def number_words(count: int) -> str:
    """Return a number as it is read aloud: "three", "25"."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def at_moments(count: int) -> str:
    """Return at how many moments, as it is read aloud: "one moment", "three moments", "25 moments"."""
    said = number_words(count)
    return plural(count, "{said} moment", "{said} moments", said=said)


def things(count: int) -> str:
    """Return how many things, as it begins a sentence that is read aloud: "Two things", "25 things"."""
    said = number_words(count)
    return plural(count, "{said} thing", "{said} things", said=said[0].upper() + said[1:])


def moments(count: int) -> str:
    """Return how often, as people say it: "once", "twice", "3 times"."""
    if count in (1, 2):
        return tr("once") if count == 1 else tr("twice")
    return plural(count, "{count} time", "{count} times", count=count)


def figure_words(value: float) -> str:
    """Return a figure with three digits that say something, never as a power of ten: 2450, 12.5, 0.137."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread_words(spread: SomeoneSpread | None) -> str:
    """Return what turn-taking would be with the voices of someone spread, and how they were; "" without any."""
    if spread is None:
        return ""
    shares = (
        (tr("both"), spread.both),
        (tr("child alone"), spread.child),
        (tr("caregiver alone"), spread.caregiver),
        (tr("neither"), spread.neither),
    )
    said = [f"{name} {_percent_range(one)}" for name, one in shares if one is not None]
    if spread.offset is not None:
        turn = tr("median from one's end to the other's beginning {low:.2f} to {high:.2f} s", **_ends(spread.offset))
        said.insert(0, turn)
    return plural(
        spread.voices,
        "With the {count} voice of someone given to child or caregiver by lot, as often as settled voices of its code "
        "are theirs ({draws} draws, the middle nine tenths of them): {figures}.",
        "With the {count} voices of someone given to child or caregiver by lot, as often as settled voices of their "
        "code are theirs ({draws} draws, the middle nine tenths of them): {figures}.",
        count=spread.voices,
        draws=spread.draws,
        figures=", ".join(said),
    )


def _ends(one: SpreadRange) -> dict[str, float]:
    return {"low": one.low, "high": one.high}


def _percent_range(one: SpreadRange) -> str:
    low, high = 100 * one.low, 100 * one.high
    if f"{low:.1f}" == f"{high:.1f}":
        return tr("{share:.1f} %", share=low)
    return tr("{low:.1f} to {high:.1f} %", low=low, high=high)


def unheard_words(unheard_us: int) -> str:
    """Return what is said of time without sound where shares of heard time are shown; "" without any."""
    if not unheard_us:
        return ""
    return tr(
        "{seconds:.1f} s in which the recording holds no sound are left out: nobody can be heard there, which is not "
        "the same as nobody speaking.",
        seconds=unheard_us / MICROS,
    )
