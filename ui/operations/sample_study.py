"""A study of the rendered sample clip, for whoever looks at the app for the first time. No real person is in it."""

from __future__ import annotations

import tempfile
from importlib import resources
from pathlib import Path

from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

SAMPLE = Path(str(resources.files("sample_clips"))) / "play.mp4"
SAMPLE_CODER = "sample"
"""Who decides in a sample where nobody has said a name yet: nothing of it is kept."""
_PLACE = "dyadmirror-sample-"


def sample_place() -> tempfile.TemporaryDirectory[str]:
    """A folder for a sample; it goes with everything in it, when the app does."""
    return tempfile.TemporaryDirectory(prefix=_PLACE, ignore_cleanup_errors=True)


def is_sample(folder: Path) -> bool:
    """Whether a study is a sample, which goes when the app does."""
    return any(one.name.startswith(_PLACE) for one in folder.parents)


def why_no_clip(folder: Path | None) -> str:
    """Return why no clip is added to the study in a folder, in a sentence; "" where clips may be added."""
    if folder is None or not is_sample(folder):
        return ""
    return tr(
        "This sample goes when the app is closed, with whatever was added to it and coded in it, and it is not "
        "encrypted. Your own clips belong in a study of your own: File ▸ New study…"
    )


def require_sample() -> None:
    """Raise StudyError where the app came without its sample clip."""
    if not SAMPLE.is_file():
        raise StudyError(tr("The sample clip {sample} is missing; install the app again.", sample=SAMPLE))


def fill_sample_study(project: Project) -> str:
    """Add the sample clip to a new study and return the recording's id.

    Its proposals are shown, which a draw might hide, and nobody is asked for a purpose or who agreed: there is nobody
    in it to ask.
    """
    project.blinding.state_share(0)
    project.guard.put_off_purpose()
    recording = project.add_recording(SAMPLE).id
    project.guard.put_off_agreement(recording)
    return recording
