"""What a study is for: one of four purposes. What it is never for is refused with the reason.

The list is closed: only the four are ever taken, however a wish is worded. The patterns below decide nothing but which
answer a refused wish gets.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.words_beyond_sight import COMPARING, beyond_sight


class Purpose(StrEnum):
    """What a study may be for."""

    REFLECTION = "reflection"
    CLINICAL = "clinical"
    RESEARCH = "research"
    TRAINING = "training"

    @property
    def words(self) -> str:
        """The purpose in full."""
        return _WORDS[self]


_WORDS = {
    Purpose.REFLECTION: tr("reflection with the family"),
    Purpose.CLINICAL: tr("clinical review with consent"),
    Purpose.RESEARCH: tr("research under a protocol"),
    Purpose.TRAINING: tr("training of coders"),
}

NOT_STATED = tr("not stated")

_EVALUATING = "evaluating people"

_JUDGING = {
    "custody or court matters": r"custod|visitation|parental (rights|responsibilit)|court|lawsuit|litigat|divorce"
    r"|forensic|tribunal|\bjudicial|child protection|protective services|investigat|allegation|adoption"
    r"|foster (care|place)|evidence (against|for|in)|remov(e|al) (of )?(the |a )?child",
    "licensing": r"licen[cs]|accredit|certif|registration of|inspect|permit (to|for)|fit(ness)? to|suitab",
    "performance review": r"performance|\bkpi|apprais|productivity|quality (control|assurance)|annual review"
    r"|review (of )?(the |our |my )?(staff|employee|carer|caregiver|nann|teacher|worker)",
    "hiring and employment": r"\bhir(e|ing)\b|recruit|applicant|candidate|employ|job|\bfir(e|ing)\b|dismiss|promotion"
    r"|salar|\bpay|bonus|wage|personnel|disciplin|human resources|\bhr\b|probation|sack",
    "monitoring": r"monitor|surveil|\bspy|covert|secret|polic(e|ing)\b|complian|check(ing)? (up )?on|control (of|over)"
    r"|keep(ing)? (an eye|watch|tabs)|nanny cam|alert|live (view|feed|stream)"
    r"|(watch|track)(ing)? (over|(the |our |my )?(nann|staff|carer|caregiver|parent|mother|father|sitter|worker))",
    _EVALUATING: r"evaluat|assess|judg|\bgrad(e|es|ing)\b|\bscor|\brating|\brate\b|\brank|league table"
    r"|benchmark|compar(e|ing|ison)|screening|profil(e|ing)|parenting (skill|capacit|quality|abilit)|competen"
    r"|good enough|(bad|good|best|worst|better|worse) (parent|mother|father|carer|caregiver|nann|teacher|sitter)"
    r"|\b(who|which|whose)\b.*\b(best|worst|better|worse)\b|\b(wer|welche[rsn]?)\b.*\b(besser|beste|schlechter)"
    r"|\b(quelle?s?|qui)\b.*\bmeilleure?s?\b|\b(que|quien|cual)\b.*\b(mejor|peor)",
}


def refusal_of(text: str) -> str | None:
    """Return what a wish asks for that this tool refuses ("custody or court matters"), or None."""
    # A word may be hyphenated apart, or two be hyphenated together: both readings are looked at.
    readings = (_plain(text), _plain(re.sub(r"[-\u2010-\u2015\u00ad]", "", text)))
    for what, pattern in _JUDGING.items():
        if any(re.search(pattern, reading) for reading in readings):
            return what
    # Grading and ranking is known in more languages, and in scripts that the patterns do not read.
    return _EVALUATING if beyond_sight(text, COMPARING) else None


def purpose_of(text: str) -> Purpose:
    """Return the purpose that a text names by its short or its full name.

    Raises StudyError, with the reason, where it asks for something that this tool is not for, and with the list where
    it names none of the four.
    """
    plain = _plain(text)
    for purpose in Purpose:
        if plain in (purpose.value, purpose.words):
            return purpose
    choice = ", ".join(f"{purpose.value} ({purpose.words})" for purpose in Purpose)
    refused = refusal_of(text)
    if refused is not None:
        raise StudyError(
            tr(
                "Dyad Mirror is not for {refused}: whoever is judged by a recording stops being themselves, and a "
                "family "
                "that needs support would hide from it; choose a purpose that helps the family: {choice}.",
                refused=refused,
                choice=choice,
            )
        )
    raise StudyError(
        tr(
            "A study is for one of these purposes: {choice}; {text!r} names none of them.",
            choice=choice,
            text=text.strip(),
        )
    )


def _plain(text: str) -> str:
    """Lower case without accents, every run of other signs as one space."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", folded))
