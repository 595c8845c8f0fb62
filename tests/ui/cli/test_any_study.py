"""Whatever a study holds, a command of figures ends with 0, or with 2 and a sentence that was meant; never in a defect.

The studies are what a referee would try: nothing at all, one act, one code, the same moment many times, an hour of
which nothing was seen, no roles, somebody else's scheme, very long, very short, withdrawn.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.caregiver_context import DescribeMeeting
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from ui.cli.parser import main

S = 1_000_000
Act = tuple[str, str, float, float]
"""Subject, code, onset and offset in seconds."""

ON_A_RECORDING = (
    ("contingency",),
    ("grid",),
    ("recurrence",),
    ("recurrence", "--unit-ms", "1000", "--lag-ms", "60000"),
    ("synchrony",),
    ("synchrony", "--signal", "pitch"),
    ("exchanges",),
    ("stats", "--more", "all"),
    ("stats", "--episode", "every"),
    ("latencies", "--by", "episode"),
    ("latencies", "--by", "bid"),
    ("latencies", "--by", "condition", "--condition", "a=r1", "--condition", "b=r1"),
    ("trials", "--act", "child/smile"),
    ("reliability", "--coders", "kim", "lee"),
    ("reliability", "--coders", "kim", "lee", "ana"),
    ("reliability", "--coders", "kim", "lee", "--tolerance-ms", "900"),
)
ON_A_STUDY = (
    ("stats",),
    ("pooled",),
    ("pooled", "--by", "setting"),
    ("pooled", "--by", "bid"),
    ("rhythm",),
    ("trends",),
    ("unanswered",),
    ("validate",),
    ("worth",),
)
PAGES = (
    ("report", "--audience", "family"),
    ("report", "--audience", "research"),
    ("report", "--audience", "caregiver"),
    ("report", "--audience", "pooled"),
)


def acts(*codes: tuple[str, str], times: Iterable[float], lasting: float) -> list[Act]:
    return [(who, code, at, at + lasting) for at in times for who, code in codes]


BOTH = (("child", "smile"), ("caregiver", "smile"))
LOOKS = (("child", "look_to_caregiver"), ("caregiver", "look_to_child"))
EVERY_FIVE = range(0, 60, 5)
UNSEEN = ("child", "not_observable", 0.0, 60.0)

# What each coder said, and how long the recording is (seconds).
STUDIES: dict[str, tuple[dict[str, list[Act]], float]] = {
    "nothing coded": ({}, 60),
    "one bid": ({"kim": [("child", "smile", 5, 6)]}, 60),
    "one point": ({"kim": [("caregiver", "leave_view", 5, 5)]}, 60),
    "one answer": ({"kim": [("caregiver", "smile", 5, 6)]}, 60),
    "both at one moment": ({"kim": acts(*BOTH, times=[5], lasting=0.04)}, 60),
    "all one code": ({"kim": acts(BOTH[0], times=EVERY_FIVE, lasting=1)}, 60),
    "one state all along": ({"kim": acts(*LOOKS, times=[0], lasting=60)}, 60),
    "always answered": (
        {
            "kim": [
                *acts(BOTH[0], times=EVERY_FIVE, lasting=1),
                *acts(BOTH[1], times=[k + 2 for k in EVERY_FIVE], lasting=1),
            ]
        },
        60,
    ),
    "never answered": (
        {"kim": [*acts(BOTH[0], times=range(30, 60, 5), lasting=1), *acts(BOTH[1], times=range(0, 20, 5), lasting=1)]},
        60,
    ),
    "agreed to the frame": (
        {name: acts(*BOTH, *LOOKS, times=EVERY_FIVE, lasting=2) for name in ("kim", "lee", "ana")},
        60,
    ),
    "only one of two coded": (
        {"kim": acts(*BOTH, times=EVERY_FIVE, lasting=2), "lee": [("child", "reach", 59, 60)]},
        60,
    ),
    "nobody could be seen": ({"kim": [UNSEEN, *acts(*BOTH, times=EVERY_FIVE, lasting=1)]}, 60),
    "unseen and nothing else": ({"kim": [UNSEEN]}, 60),
    "unseen but for a moment": (
        {
            "kim": [
                ("child", "not_observable", 0, 30),
                ("caregiver", "not_observable", 30.1, 60),
                ("child", "smile", 30.02, 30.04),
                ("caregiver", "smile", 30.05, 30.06),
            ]
        },
        60,
    ),
    "several caregivers": (
        {
            "kim": [
                *acts(*BOTH, times=EVERY_FIVE, lasting=1),
                ("caregiver:Oma", "smile", 7, 8),
                ("other", "smile", 9, 10),
            ]
        },
        60,
    ),
    "a separation all along": (
        {"kim": [("together", "separation", 0, 60), *acts(*BOTH, times=EVERY_FIVE, lasting=1)]},
        60,
    ),
    "one second": ({"kim": acts(*BOTH, times=[0.2], lasting=0.1)}, 1),
    "less than a frame": ({"kim": acts(*BOTH, times=[0], lasting=0.001)}, 0.001),
    "a day and a night": ({"kim": acts(*BOTH, *LOOKS, times=(0, 40_000, 86_000), lasting=100)}, 86_400),
}


def make(folder: Path, layers: dict[str, list[Act]], seconds: float, *, family: str = "") -> Path:
    """A study of one recording without its clip."""
    with Project.create(folder) as project:
        project.guard.state_purpose(Purpose.RESEARCH)
        recording = project.add_without_clip("made.mp4", duration_us=round(seconds * S), frame_rate=25).id
        project.guard.agree(recording, ["Kim"], frozenset(Use), until=None)
        if family:
            project.apply(DescribeMeeting(recording, family, "home"), coder="kim")
        for coder, said in layers.items():
            for who, code, onset, offset in said:
                project.apply(AddEvent(recording, who, code, round(onset * S), round(offset * S)), coder=coder)
    return folder


def ended_well(said: Callable[[], str], *arguments: object) -> int:
    code = main([str(a) for a in arguments])
    text = said()
    asked = " ".join(str(a) for a in arguments)
    assert code in (0, 2), (asked, text)
    assert "defect of the app" not in text, (asked, text)
    assert "Traceback" not in text, (asked, text)
    return code


@pytest.fixture
def said(capsys):
    def read() -> str:
        both = capsys.readouterr()
        return both.out + both.err

    return read


def ask(command: Sequence[str], study: Path, said: Callable[[], str], out: Path) -> None:
    """Once of one coder and for reading, once without saying whose and as JSON."""
    name, *options = command
    whose = [] if name in ("reliability", "validate") else ["--coder", "kim"]
    about = [study, "r1"] if command in ON_A_RECORDING and "condition" not in options else [study]
    if command in PAGES:
        ended_well(said, name, *about, *options, *whose, "-o", out / "page.pdf", "--force")
        return
    ended_well(said, name, *about, *options, *whose)
    ended_well(said, name, *about, *options, "--json")


def every_third(place: int) -> Sequence[Sequence[str]]:
    """Each command meets every third study, and each study every third command: all with all takes minutes."""
    return (*ON_A_RECORDING, *ON_A_STUDY, *PAGES)[place % 3 :: 3]


@pytest.mark.parametrize("place", range(len(STUDIES)), ids=list(STUDIES))
def test_every_command_of_figures_ends_in_a_sentence(place, tmp_path, said):
    layers, seconds = list(STUDIES.values())[place]
    study = make(tmp_path / "study", layers, seconds, family="Alder")
    for command in every_third(place):
        ask(command, study, said, tmp_path)


def test_a_study_without_recordings(tmp_path, said):
    with Project.create(tmp_path / "study"):
        pass
    for command in every_third(0):
        ask(command, tmp_path / "study", said, tmp_path)


def test_a_recording_to_which_consent_was_withdrawn(tmp_path, said):
    study = make(tmp_path / "study", STUDIES["always answered"][0], 60)
    with Project.open(study) as project:
        project.guard.agree("r1", ["Kim"], frozenset(), until=date(2020, 1, 1))
    for command in every_third(1):
        ask(command, study, said, tmp_path)


PLANS = (
    ("plan-kappa", "0.8", "--prevalence", "0", "0"),
    ("plan-kappa", "0", "--prevalence", "1", "1"),
    ("plan-kappa", "1", "--prevalence", "1", "1"),
    ("plan-kappa", "nan", "--prevalence", "1", "1"),
    ("plan-kappa", "0.8", "--prevalence", "1", "1e300"),
    ("plan-kappa", "0.8", "--prevalence", "1", "1", "--width", "1e-300"),
    ("plan-kappa", "0.8", "--prevalence", "1", "1", "--in-a-recording", "1e-300"),
    ("plan-icc", "0"),
    ("plan-icc", "1"),
    ("plan-icc", "0.9", "--width", "1e-300"),
    ("plan-icc", "0.9", "--coders", "1000000000000"),
    ("plan-latency", "1"),
    ("plan-latency", "1.0000000001"),
    ("plan-latency", "1e-300"),
    ("plan-latency", "2", "--answered", "1e-300"),
    ("plan-latency", "2", "--power", "0.9999999999999999"),
    ("plan-latency", "inf"),
)


@pytest.mark.parametrize("command", PLANS, ids=" ".join)
def test_plans_for_impossible_figures(command, said):
    ended_well(said, *command)
    ended_well(said, *command, "--json")
