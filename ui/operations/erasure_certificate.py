"""A certificate of erasure as lines of text. It names no one."""

from __future__ import annotations

from coder.study.guard import Certificate


def certificate_lines(done: Certificate) -> list[str]:
    """Return the certificate: what was erased, when, why, how, and what that does not reach."""
    return [
        f"Certificate of erasure: recording {done.recording}, erased {done.erased_at}, because {done.because.value}.",
        f"The clip: {done.clip}. Also erased: its codes, measurements, agreements and history.",
        f"Afterwards the database was searched, byte by byte, for {done.searched} pieces of it: "
        + ("none is left." if not done.left else f"{done.left} are left."),
        f"Entry {done.trail_entry} of the study's trail, {done.trail_hash}.",
        *(f"Not covered: {sentence}" for sentence in done.not_covered),
    ]
