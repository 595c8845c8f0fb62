"""The ten-minute path as data: what each step says, which actions do it, and by what it is seen to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coder.study.state import RecordingState
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True)
class StepsDone:
    """How far somebody is seen to be: the recording that is shown, which panel, what was opened, in whose study."""

    state: RecordingState | None
    panel: str
    report_open: bool
    own_study: bool
    """Whether a study is open, and no sample."""

    @property
    def settled(self) -> bool:
        """Whether somebody said of each person who they are."""
        return self.state is not None and bool(self.state.people) and all(p.confirmed_role for p in self.state.people)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step.

    Attributes
    ----------
    words, afterwards : str
        What there is to do, and what is to be seen once it is done.
    actions : tuple of str
        Ids of the actions that do it, the usual one last: it is the filled button.
    done : callable
        Whether it is done, as far as can be seen.
    meanwhile : str
        What is said while it is done by the models; "" where nothing takes a while.
    """

    words: str
    afterwards: str
    actions: tuple[str, ...]
    done: Callable[[StepsDone], bool]
    meanwhile: str = ""


STEPS: tuple[FirstStep, ...] = (
    FirstStep(
        tr("Begin with a rendered child and caregiver, nobody real. The models look at the clip for a moment."),
        tr("What the models think they saw waits for your word, in the card at the right."),
        ("sample",),
        lambda now: now.state is not None and bool(now.state.proposals or now.state.events),
        tr("The models look at the clip; the foot of the window says how long still. Space plays it meanwhile."),
    ),
    FirstStep(
        tr("The card says what the child did, what came back, and how soon. Watch it, then say whether it is so."),
        tr("It is kept, and the next card came by itself. Undo takes anything back, also tomorrow."),
        ("again", "reject", "accept"),
        lambda now: now.state is not None and bool(now.state.events),
    ),
    FirstStep(
        tr("Nobody is recognised: the app suggests who is the child from relative size. Say of each person who it is."),
        tr("Settled: what is proposed of each now has its name."),
        ("tab_people",),
        lambda now: now.settled,
    ),
    FirstStep(
        tr("What the child offered (a bid) and you confirmed stands here, with what came back and how soon."),
        tr(
            "A latency says how exact it is (0.76 s ± 0.16 s), and without an answer how long one was watched for. "
            "Enter on a row shows its moment."
        ),
        ("tab_exchanges",),
        lambda now: now.panel == "exchanges" and now.state is not None and bool(now.state.events),
    ),
    FirstStep(
        tr("Make a page of what was seen: to read together with the family, or for research."),
        tr("Its first line says for whom it is; Save as… makes a file of it, and the study notes that it left."),
        ("report",),
        lambda now: now.report_open,
    ),
    FirstStep(
        tr("That is the way of every recording. Your own clips go into a study of your own, with a passphrase."),
        tr("This study is your own: Add a clip… brings your clips in, and the way is the same. The cross ends this."),
        ("shortcuts", "new"),
        lambda now: now.own_study,
    ),
)
