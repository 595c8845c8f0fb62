"""Which files a dialog offers as clips."""

from __future__ import annotations

from coder.vocabulary.language import tr

CLIPS = tr(
    "Clips (*.mp4 *.m4v *.mov *.mkv *.webm *.avi *.mpg *.mpeg *.ts *.mts *.m2ts *.wmv *.asf *.flv *.ogv);;All files (*)"
)
CLIP_ENDINGS = frozenset(
    (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv")
) | {".asf", ".flv", ".ogv"}
"""By which a dropped file is known as a clip; whether it is one, only reading it says."""
