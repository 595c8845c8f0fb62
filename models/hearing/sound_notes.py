"""What the notes of a clip say of its sound: what could not be heard, what is less sure, how channels were stored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coder.proposals.sound_doubts import DoubtOfSound, doubted_sounds, without_sound
from coder.vocabulary.language import tr
from coder.vocabulary.signals import VALID_FROM, SignalTrack
from coder.vocabulary.time import format_us
from models.hearing.channels import ChannelTally

SILENT_DB = -70.0
"""dB of full scale that a recording with anything in it passes somewhere."""
CLIPPED_SHARE, HUM_SHARE = 0.01, 0.1
"""Share of a clip that may be overdriven, or hum louder than all else, before it is worth a word."""
MOST_NAMED = 5
"""Stretches without sound that the notes name, the first ones; the timeline marks all."""


def sound_notes(sounds: Sequence[SignalTrack]) -> tuple[str, ...]:
    """Say what of a clip's sound could not be heard, or is less sure."""
    level = next((track for track in sounds if track.name == "sound_level"), None)
    if level is None:
        return (
            tr("The clip has no sound that can be read: no voices are proposed, everything else is as it would be."),
        )
    notes = []
    if not bool((level.value > SILENT_DB).any()):
        notes.append(tr("The clip's sound is silent throughout: no voices are proposed."))
    else:
        notes += [
            tr(
                "The clip holds no sound from {begins} to {ends}: nobody can be heard there, which is not the same as "
                "nobody speaking.",
                begins=format_us(when.onset_us),
                ends=format_us(when.offset_us),
            )
            for when in without_sound(sounds)[:MOST_NAMED]
        ]
    clipped = float(np.mean(level.validity < VALID_FROM))
    if clipped > CLIPPED_SHARE:
        notes.append(
            tr(
                "The sound is overdriven for {percent:.0f} % of the clip: what is heard there is less sure, pitch "
                "least.",
                percent=100 * clipped,
            )
        )
    humming = sum(one.interval.duration_us for one in doubted_sounds(sounds) if one.why is DoubtOfSound.HUM)
    hum = humming / max(int(level.pts_us[-1]), 1)
    if hum > HUM_SHARE:
        notes.append(
            tr(
                "A hum, or another tone that stands still, is louder than all else for {percent:.0f} % of the clip. It "
                "was taken out before voices were looked for; a voice far below it may be missed.",
                percent=100 * hum,
            )
        )
    return tuple(notes)


def channel_notes(tally: ChannelTally, *, low: int | None) -> tuple[str, ...]:
    """Say where the channels of a sound are not what they were stored as; ``low`` is the place of the low one."""
    notes = []
    if tally.only is not None and tally.only == low:
        notes.append(
            tr(
                "Of the {number} channels of the clip's sound only the low one, made for rumble, holds any: it alone "
                "is listened to, and it is played on both sides.",
                number=tally.count,
            )
        )
    elif tally.only is not None:
        notes.append(
            tr(
                "Of the {number} channels of the clip's sound only channel {place} holds any: it alone is listened to.",
                number=tally.count,
                place=tally.only + 1,
            )
        )
    if tally.opposed:
        notes.append(
            tr(
                "Channels of the clip's sound go against each other, as where one is wired the wrong way round. For "
                "listening they were turned; played as they are stored they can cancel one another, so that less is "
                "heard than was found."
            )
        )
    return tuple(notes)
