"""Takes a file of signals, made without a study, into a study together with its clip: both or neither."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coder.files.atomic_write import digest_of
from coder.interchange.signals_file import ClipSignals, is_seen, read_signals
from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.errors import ClipError, StudyError
from coder.vocabulary.language import tr
from models.analysis import made_with, model_ids


def signals_for(clip: Path, file: Path) -> ClipSignals:
    """Read a file of signals and make sure that it is of this clip, these weights and settings.

    Raises StudyError or FormatError, one sentence, where it is not; nothing has been changed then.
    """
    found = read_signals(file)
    if found.clip_sha256 != clip_digest(clip):
        raise StudyError(
            tr("{file} was made from another clip than {clip}; nothing was added.", file=file.name, clip=clip.name)
        )
    ours = model_ids(found.settings)
    # Models that found nothing to work on (what listens, in a clip without sound) are not named by a report.
    if not found.report.models or not set(found.report.models) <= set(ours):
        raise StudyError(
            tr(
                "{file} was made with other weights ({models}) than this version's; "
                "make it anew with: dyadmirror analyze CLIP --out FILE",
                file=file.name,
                models=", ".join(found.report.models),
            )
        )
    rate = found.settings.sampling.rate_hz
    if found.settings.vision != Settings().vision or not 0.5 <= rate <= 60 or found.report.rate_hz != rate:
        raise StudyError(
            tr(
                "{file} was made with other settings than this version has; "
                "make it anew with: dyadmirror analyze CLIP --out FILE",
                file=file.name,
            )
        )
    if found.report.key != found.settings.key(found.clip_sha256, *sorted(made_with(found.settings))):
        raise StudyError(
            tr(
                "{file} does not name the clip, weights and settings that it was made from, or a version that measured "
                "otherwise made it; nothing was added. Make it anew with: dyadmirror analyze CLIP --out FILE",
                file=file.name,
            )
        )
    with Clip.open(clip) as opened:
        stamps, end_us = opened.index.pts_us, opened.index.end_us
    of_frames = all(bool(np.isin(track.pts_us, stamps).all()) for track in found.tracks if is_seen(track.name))
    within = all(bool(((track.pts_us >= 0) & (track.pts_us <= end_us)).all()) for track in found.tracks)
    if not of_frames or not within:
        raise StudyError(
            tr(
                "{file} has values at times where {clip} has no frame; nothing was added.",
                file=file.name,
                clip=clip.name,
            )
        )
    return found


def clip_digest(clip: Path) -> str:
    """SHA-256 of a clip's bytes; ClipError, one sentence, where it cannot be read."""
    if not clip.is_file():
        raise ClipError(tr("{clip} is not there, or no file; check the path.", clip=clip))
    try:
        return digest_of(clip)[0]
    except OSError as error:
        raise ClipError(
            tr(
                "{clip} cannot be read ({strerror}); check the path and its permissions.",
                clip=clip,
                strerror=error.strerror,
            )
        ) from error
