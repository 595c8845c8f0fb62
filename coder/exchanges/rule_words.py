"""What a rule takes for an answer, in a few words: people know it by these, files and commands by its id."""

from __future__ import annotations

from coder.exchanges.pairing import Anchor, Rule
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS


def rule_words(rule: Rule) -> str:
    """Say in a few words what a rule takes for an answer."""
    seconds = rule.window_us / MICROS
    if rule.adjacent:
        return tr("next turn within {seconds:g} s", seconds=seconds)
    if rule.anchor is Anchor.ONSET:
        return tr("within {seconds:g} s of its onset", seconds=seconds)
    if rule.overlap_us:
        return tr(
            "{seconds:g} s from its end, or {overlap:g} s before", seconds=seconds, overlap=rule.overlap_us / MICROS
        )
    return tr("within {seconds:g} s of its end", seconds=seconds)
