"""What is said once a protected copy of a study is made: of what is still in the clear, and where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coder.study.protected_copy import MadeCopy
from coder.vocabulary.language import tr


def made_copy_words(made: MadeCopy, before: Path) -> Iterator[str]:
    """Yield sentences on what a protected copy of the study at ``before`` does not protect."""
    yield tr(
        "The study in the clear is still at {before}, with all its clips: open the copy, and then delete that "
        "folder and its backups.",
        before=before,
    )
    if made.linked:
        yield tr("Clips that lie outside of the study stay there as they are: {names}.", names=", ".join(made.linked))
    if made.missing:
        yield tr("Clips that could not be found are not in the copy: {names}.", names=", ".join(made.missing))
