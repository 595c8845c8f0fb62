"""What the window says of how a coder works on a recording: one word for the quiet line, and what it means."""

from __future__ import annotations

from coder.vocabulary.coding_condition import CodingMode, Conduct, Why
from coder.vocabulary.language import tr

WORDS = {
    CodingMode.ASSISTED: tr("assisted"),
    CodingMode.BLIND: tr("blind"),
    CodingMode.OPENED: tr("assisted since it was opened"),
}

_FAMILY = tr(
    "The window shows the clip, what was confirmed in words and the caregiver's own side; nothing that models say or "
    "measure, no times of answers, and no second coder. It stays so until View ▸ For showing to the family is left."
)
FOR_FAMILY = (tr("for the family"), _FAMILY)

_MEANING = {
    CodingMode.ASSISTED: tr(
        "You see what the models propose and what others coded in this recording. People tend to "
        "agree with what they are shown, so what is coded so is reported apart from what was coded blind."
    ),
    CodingMode.OPENED: tr(
        "You coded this recording blind and opened it later. What you had coded until then stays marked as coded blind."
    ),
    CodingMode.BLIND: tr(
        "You code this recording blind: no proposals, no boxes or signals of the models, nobody else's "
        "words and nothing that others settled is shown. Code ▸ End blind coding ends it once and for all."
    ),
}


def meaning(conduct: Conduct) -> str:
    """Return what a conduct means for what is shown, and how it came about."""
    drawn = tr(" The study drew it so: a random share of what is begun is coded blind.")
    return _MEANING[conduct.mode] + (drawn if conduct.why is Why.DRAWN else "")


def practice_words(gold: str) -> str:
    """Return what is said, for as long as somebody practises, of what they code."""
    return tr("You practise here beside {gold}: nothing that you code in this recording is data.", gold=gold)


def why_nothing_is_shown(conduct: Conduct) -> str:
    """Return what the review panel says to a blind coder."""
    why = tr("as you chose") if conduct.why is Why.CHOSEN else tr("because the study drew it so, as it does with some")
    return tr(
        "You code this recording blind, {why}. Nothing that the models propose and nothing that others coded is "
        "shown, so that your word is your own.",
        why=why,
    )
