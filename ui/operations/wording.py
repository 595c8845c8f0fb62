"""How the window says things: subjects, codes, times. One place, so that it says them one way."""

from __future__ import annotations

from collections.abc import Iterable

from coder.exchanges.pairing import Outcome
from coder.privacy.consent import Because, Use
from coder.proposals.speakers import NO_VOICE, SpeakerSuggestion
from coder.study.guard import Consent
from coder.vocabulary.events import Origin
from coder.vocabulary.language import day_words, named, tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, Scheme, role_of, who_words
from coder.vocabulary.time import MICROS, format_us

_AT_ONCE_S = 0.6
_MINUTES_FROM_S = 100
"""Nobody counts down from five hundred seconds."""
_ORIGINS = {
    Origin.HUMAN: tr("coded by hand"),
    Origin.ACCEPTED: tr("accepted proposal"),
    Origin.ADJUSTED: tr("adjusted proposal"),
    Origin.IMPORTED: tr("imported"),
    Origin.COPIED: tr("copied"),
    Origin.SETTLED: tr("settled"),
}


def subject_words(subject: str) -> str:
    """Return ``caregiver Kim`` for ``caregiver:Kim``."""
    return who_words(subject)


def origin_words(origin: Origin) -> str:
    """Say where an event is from: coded by hand, an accepted proposal ..."""
    return _ORIGINS[origin]


def unsettled_words(people: Iterable[Person], *subjects: str) -> str:
    """Say what becomes of a decision on somebody's act where nobody has settled yet who they are; "" where one has."""
    open_ = [one for one in people if one.confirmed_role is None]
    said = {one.role or f"{Role.OTHER}:{one.letter}" for one in open_} | {
        f"{Role.CAREGIVER}:{one.letter}" for one in open_ if one.role == Role.CAREGIVER
    }
    if said.isdisjoint(subjects):
        return ""
    return tr(
        "Who this is, is not settled yet: what you decide is kept, and should it be somebody else you are asked whose "
        "it is."
    )


def speaker_words(suggested: SpeakerSuggestion) -> str:
    """Say whose a voice may be, or that it may be none, why, and how often that was right in this family."""
    return tr(
        "Suggested: {subject}, because {suggested}.",
        subject=tr("no voice") if suggested.subject == NO_VOICE else subject_words(suggested.subject),
        suggested=suggested.words,
    )


def code_words(scheme: Scheme, subject: str, code: str) -> str:
    """Return a code's label, or its id in words where the scheme does not know it."""
    try:
        return scheme.code(role_of(subject), code).label
    except (KeyError, ValueError):
        return code.replace("_", " ")


def whose_code_words(scheme: Scheme, subject: str, code: str) -> str:
    """Return what a table calls a code: ``child looks to the caregiver``."""
    return f"{subject_words(subject)} {code_words(scheme, subject, code)}"


def act_words(scheme: Scheme, subject: str, code: str) -> str:
    """Return a sentence's beginning: "The child looks to the caregiver"; states of the pair stand alone."""
    label = code_words(scheme, subject, code)
    if subject == Role.TOGETHER:
        return label[0].upper() + label[1:]
    if subject in (Role.SOMEONE, Role.SEVERAL):
        return f"{(tr('Someone') if subject == Role.SOMEONE else tr('Several at once'))}: {label}"
    verb = tr("is ") if code == "not_observable" else ""
    return tr("The {subject} {verb}{label}", subject=subject_words(subject), verb=verb, label=label)


def outcome_choice(outcome: Outcome) -> str:
    """Return an outcome as a menu offers it: "available nearby: there, and busy with something else"."""
    return f"{named(outcome)}: {outcome.meaning}"


def duration_words(us: int) -> str:
    """Return ``1.24 s``."""
    return tr("{us:.2f} s", us=us / MICROS)


def left_words(seconds: float | None) -> str:
    """Say how long something goes on, to be put behind what it is; "" where nobody knows, or it is over at once."""
    if seconds is None or seconds < _AT_ONCE_S:
        return ""
    if seconds < _MINUTES_FROM_S:
        return tr(", about {seconds:.0f} s left", seconds=seconds)
    return tr(", about {minutes:.0f} min left", minutes=seconds / 60)


def span_words(onset_us: int, offset_us: int) -> str:
    """Return ``0:12.345 – 0:13.500 (1.16 s)``, or just the time of a point."""
    if offset_us <= onset_us:
        return format_us(onset_us)
    return f"{format_us(onset_us)} – {format_us(offset_us)} ({duration_words(offset_us - onset_us)})"


_LOCKED = {
    Because.WITHDRAWN: tr("somebody in it no longer agrees"),
    Because.PAST_AGREEMENT: tr("the date that was agreed is past"),
    Because.PAST_RETENTION: tr("the study's retention date is past"),
    Because.ASKED: tr("it was asked for"),
}


def consent_words(consent: Consent) -> tuple[str, str]:
    """Return what was agreed for a recording, in two or three words and in a sentence."""
    if consent.locked is not None:
        why = _LOCKED[consent.locked]
        return "locked", tr(
            "This recording is locked, because {why}: no picture, no coding, and nothing of it leaves.", why=why
        )
    until = tr(" until {until}", until=day_words(consent.until)) if consent.until else ""
    if consent.uses is None:
        end = tr(" It can be seen{until}.", until=until) if until else ""
        return tr("no agreement yet"), tr("Nobody's agreement is recorded for this recording.{end}", end=end)
    uses = [use for use in Use if use in consent.uses]
    if not uses:
        return tr("nothing agreed"), tr("There is nothing that everybody in this recording agreed to.")
    listed = ", ".join(use.words for use in uses)
    return f"agreed{until}", tr("Everybody asked agreed to {listed}{until}.", listed=listed, until=until)
