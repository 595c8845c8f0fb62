"""A study of the rendered sample clip, for whoever looks at the app for the first time. No real person is in it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

SAMPLE = Path(str(resources.files("sample_clips"))) / "play.mp4"
SAMPLE_CODER = "sample"
"""Who decides in a sample where nobody has said a name yet: nothing of it is kept."""


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
