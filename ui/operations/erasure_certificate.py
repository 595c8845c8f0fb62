"""A certificate of erasure as lines of text. It names no one."""

from __future__ import annotations

from coder.study.guard import Certificate
from coder.vocabulary.language import named, tr


def certificate_lines(done: Certificate) -> list[str]:
    """Return the certificate: what was erased, when, why, how, and what that does not reach."""
    return [
        tr(
            "Certificate of erasure: recording {recording}, erased {erased_at}, because {because}.",
            recording=done.recording,
            erased_at=done.erased_at,
            because=named(done.because),
        ),
        tr("The clip: {clip}. Also erased: its codes, measurements, agreements and history.", clip=done.clip),
        tr("Afterwards the database was searched, byte by byte, for {searched} pieces of it: ", searched=done.searched)
        + (tr("none is left.") if not done.left else tr("{left} are left.", left=done.left)),
        tr(
            "Entry {trail_entry} of the study's trail, {trail_hash}.",
            trail_entry=done.trail_entry,
            trail_hash=done.trail_hash,
        ),
        *(tr("Not covered: {sentence}", sentence=sentence) for sentence in done.not_covered),
    ]
