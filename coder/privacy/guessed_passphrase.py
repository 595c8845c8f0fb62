"""Whether a passphrase is soon guessed by whoever has the study's files: remarked on, never refused."""

from __future__ import annotations

from coder.vocabulary.language import tr

_LEAST_CHARS = 12
_LEAST_DIFFERENT = 6


def guessed_words(passphrase: str) -> str:
    """Return the remark that a passphrase asks for; "" for none, and where there is no passphrase.

    It knows no list of words: it counts characters, and how many differ. Every try costs whoever guesses the work of
    :mod:`coder.privacy.keys`, so that a dozen of them withstand a guess in order.
    """
    if not passphrase or (len(passphrase) >= _LEAST_CHARS and len(set(passphrase)) >= _LEAST_DIFFERENT):
        return ""
    return tr(
        "Short or alike in itself, this passphrase is soon guessed by whoever has a copy of the study. Four words that "
        "have nothing to do with each other are hard to guess and easy to keep."
    )
