"""A clip leaves with faces blurred: asks, makes it off the window's thread, shows it, and writes what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coder.media import Clip
from coder.study.project import Project
from coder.vocabulary.camera import Placed
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval
from models.blurring import BlurredClip, blank, make
from ui.clip_export.clip_choice import OfferedCamera
from ui.clip_export.clip_export_dialog import ClipOutDialog
from ui.operations.clip_export import ENDING, Ready, Wish, default_name, prepare, write_out
from ui.widgets.file_question import FilePlace, save_file
from ui.widgets.save_dialog import agreed
from ui.window.jobs import Hand, Job
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

MARGIN_US = MICROS
"""Shown before and after what is in hand."""


class ClipOutControl(WindowControl):
    """Until somebody has looked and said where to, nothing is in any file.

    Signals
    -------
    told(str)
        What was done, in a sentence.
    written(Made)
        A clip that was looked through is in its file.
    closed()
        The dialog is gone, whatever came of it.
    """

    written = Signal(object)
    closed = Signal()

    ENDS = Ends.PICTURES

    def __init__(
        self, session: Session, parent: QWidget | None, in_hand: Callable[[], tuple[str, Interval] | None]
    ) -> None:
        super().__init__(parent)
        self._session, self._parent, self._in_hand = session, parent, in_hand
        self._target: Path | None = None
        self._over = False
        self._dialog: ClipOutDialog | None = None
        self._job: Job | None = None
        self._made: BlurredClip | None = None
        self._ready: Ready | None = None
        self._writing = False

    def export_clip(self) -> None:
        """Ask what of the recording that is shown shall leave."""
        dialog = self._open()
        if dialog is not None:
            dialog.show_choice()

    def export_wish(self, wish: Wish, target: Path, *, over: bool = False) -> None:
        """Make what was wished for of the recording that is shown, and write it where it was said, once looked at.

        ``over`` says that a human was told of the file that is there.
        """
        dialog = self._open()
        if dialog is not None:
            self._target, self._over = target, over
            dialog.show_progress((tr("Asking what people agreed to"), 0.0))
            self._prepare(wish)

    def _open(self) -> ClipOutDialog | None:
        state = self._session.state
        if state is None or self._dialog is not None:
            return None
        recording, end_us = state.recording, state.index.end_us
        dialog = ClipOutDialog(
            recording,
            end_us,
            self._offers(end_us),
            cameras=[
                OfferedCamera("", tr("The first camera"), bool(recording.info.get("sound"))),
                *(
                    OfferedCamera(one.id, one.name or one.id, bool((one.info or {}).get("sound")))
                    for one in state.cameras
                    if one.clip and one.placed is not Placed.NOT_YET
                ),
            ],
            parent=self._parent,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choice = dialog.choice
        dialog.make_asked.connect(
            lambda: self._prepare(
                Wish(recording.id, choice.stretch, choice.sound, choice.murmur, choice.names, choice.camera)
            )
        )
        dialog.blank_asked.connect(self._blank)
        dialog.write_asked.connect(self._ask_where)
        dialog.finished.connect(lambda _: self._closed())
        self._dialog = dialog
        dialog.open()
        return dialog

    def _closed(self) -> None:
        self.finish()
        self.closed.emit()

    def finish(self) -> None:
        """Give up whatever is under way, wait for its thread, and forget what was made."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            job.wait()
        made, dialog = self._made, self._dialog
        self._dialog = self._made = self._ready = None
        if dialog is not None and dialog.isVisible():
            dialog.reject()  # and with it the player, which reads what was made
        if made is not None and not self._writing:
            made.spool.close()

    def _offers(self, end_us: int) -> list[tuple[str, Interval]]:
        found = self._in_hand()
        if found is None:
            return []
        words, at = found
        around = Interval(max(0, at.onset_us - MARGIN_US), min(end_us, at.offset_us + MARGIN_US))
        return [(tr("{words}, and a second before and after", words=words), around)]

    def _prepare(self, wish: Wish) -> None:
        dialog = self._dialog
        if dialog is None or self._job is not None:
            return
        self._session.call(
            lambda project: prepare(project, wish),
            lambda ready: self._begin(dialog, ready),
            busy=tr("Asking what people agreed to"),
        )

    def _begin(self, dialog: ClipOutDialog, ready: Ready) -> None:
        if self._dialog is not dialog:
            return  # closed meanwhile
        self._ready = ready
        self._start(dialog, ready, None)

    def _blank(self, at_us: int) -> None:
        dialog, ready, made = self._dialog, self._ready, self._made
        if dialog is not None and ready is not None and made is not None and self._job is None and not self._writing:
            dialog.look.engine.close_clip()
            self._start(dialog, ready, at_us)

    def _start(self, dialog: ClipOutDialog, ready: Ready, again_at: int | None) -> None:
        """Make it, or make it again with the whole frame hidden where somebody saw a face."""
        before = self._made if again_at is not None else None

        def task(hand: Hand) -> BlurredClip:
            def told(words: str, share: float) -> None:
                hand.tell((words, share))

            with Clip.open(ready.source, index=ready.index, name=ready.wish.recording) as clip:
                if before is None or again_at is None:
                    return make(ready.source, clip, ready.order, told=told, cancelled=hand.stopped)
                return blank(ready.source, clip, ready.order, before, again_at, told=told, cancelled=hand.stopped)

        job = self._job = Job(tr("The clip"), task, self)
        job.progressed.connect(dialog.show_progress)  # a method of the dialog: it ends with it
        job.finished.connect(lambda made: self._show(job, made, again_at))
        job.failed.connect(lambda sentence: self._refuse(job, sentence))
        dialog.show_progress((tr("Loading the models"), 0.0))
        job.start()

    def _show(self, job: Job, made: BlurredClip, again_at: int | None) -> None:
        if self._job is not job or self._dialog is None:
            made.spool.close()  # given up while the last picture was looked at
            return
        if self._made is not None:
            self._made.spool.close()
        self._job, self._made = None, made
        murmur = self._ready is not None and self._ready.wish.murmur
        self._dialog.show_made(made, murmur=murmur, again_at=again_at)

    def _refuse(self, job: Job, sentence: str) -> None:
        if self._job is job:
            self._job = None
            if self._dialog is not None:
                self._dialog.show_choice()
            self._session.refused.emit(sentence)

    def _ask_where(self) -> None:
        if self._ready is None or self._made is None:
            return
        if self._target is not None:
            self.write_to(self._target, over=self._over)
            return
        name = save_file(
            self._dialog,
            tr("Write the blurred clip"),
            FilePlace.REPORTS,
            default_name(self._ready),
            tr("Clips (*{ending})", ending=ENDING),
        )
        if name:
            target = agreed(self._dialog, name, (ENDING,))
            if target is not None:
                self.write_to(target.path, over=target.over)

    def write_to(self, target: Path, *, over: bool = False) -> None:
        """Write what was looked through, and be done; ``over`` says that a human was told of the file there."""
        ready, made = self._ready, self._made
        if ready is None or made is None or self._dialog is None or self._writing:
            return
        if not self._dialog.look.write.isEnabled():
            return

        def work(project: Project) -> str | None:
            try:
                write_out(project, ready.wish, made, target, over=over)
            except MendableError as error:
                return str(error)
            return None

        def done(refused: str | None) -> None:
            self._writing = False
            if self._dialog is None:
                made.spool.close()  # closed meanwhile
            if refused is not None:
                self._session.refused.emit(refused)
                return
            self.written.emit(made)
            self.finish()
            self.told.emit(tr("Wrote the blurred clip to {target}.", target=target))

        self._writing = True
        self._session.call(work, done, busy=tr("Writing {target}", target=target.name), even_locked=True)
