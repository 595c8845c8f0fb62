"""Purpose, agreements, erasure and the trail in the window; what somebody takes back elsewhere is noticed here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QInputDialog, QWidget

from coder.privacy.audit_log import TrailReport
from coder.privacy.consent import Use
from coder.study.guard import Certificate, Consent
from coder.study.project import Project
from coder.vocabulary.language import plural, tr
from ui.guard.audit_log_dialog import TrailDialog
from ui.guard.consent_dialog import ConsentDialog
from ui.guard.erasure_dialog import CertificateDialog, EraseDialog
from ui.guard.purpose_dialog import PurposeDialog
from ui.operations.erasure_certificate import certificate_lines
from ui.widgets.offer_line import Offer
from ui.window.guard_chip import GuardChip
from ui.window.late_answer import while_there
from ui.window.running_analysis import RunningAnalysis
from ui.window.session import Session, ShownRecording, StudyInfo

LOOKS_EVERY_MS = 3_000
"""How long a withdrawal made elsewhere may go unnoticed while a clip is open."""
_MINUTES = (1, 5, 10, 20, 30, 60, 0)


class GuardControl(QObject):
    """The Study menu."""

    def __init__(
        self,
        session: Session,
        study: RunningAnalysis,
        line: GuardChip,
        parent: QWidget,
        hide_picture: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._session, self._study, self._line, self._parent = session, study, line, parent
        self.purpose_offer = Offer(tr("This study does not say yet what it is for."), tr("Purpose and retention…"))
        self.purpose_offer.taken.connect(self.state_purpose)
        self.purpose_offer.declined.connect(self._put_off_purpose)
        self.consent_offer = Offer(tr("Nobody's agreement is recorded yet."), tr("Who agreed…"))
        self.consent_offer.taken.connect(self.who_agreed)
        self.consent_offer.declined.connect(self._put_off_agreement)
        self._hide_picture = hide_picture
        self._consent: Consent | None = None
        self._looking = False
        self._offered_for: Path | None = None
        session.study_changed.connect(self._study_changed)
        session.recording_changed.connect(self._recording_changed)
        session.refused.connect(lambda _: self.look())
        self._timer = QTimer(self, interval=LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    # What the study is for

    def state_purpose(self) -> None:
        """Ask what the study is for, and until when its clips may be seen."""
        study = self._session.study
        if study is not None:
            dialog = PurposeDialog(study.guarded, self._parent)
            dialog.chosen.connect(
                lambda purpose, until: self._then_refresh(
                    lambda project: project.guard.state_purpose(purpose, retention=until)
                )
            )
            _open(dialog)

    def lock_time(self) -> None:
        """Ask after how many minutes without a hand on it the study shall lock."""
        study = self._session.study
        if study is None:
            return
        dialog = QInputDialog(self._parent)
        dialog.setWindowTitle(tr("Lock after"))
        dialog.setLabelText(tr("Lock this study after so long without a key, a mouse or playing:"))
        now = study.guarded.lock_after_min
        words = {_minutes(minutes): minutes for minutes in sorted({*_MINUTES, now}, key=lambda m: m or 999)}
        dialog.setComboBoxItems(list(words))
        dialog.setTextValue(_minutes(now))
        dialog.textValueSelected.connect(
            lambda text: self._then_refresh(lambda project: project.guard.lock_after(words[text]))
        )
        _open(dialog)

    def _then_refresh(self, work: Callable[[Project], None]) -> None:
        def done(_: object) -> None:
            self._session.refresh()
            self.look()

        self._session.call(work, done)

    # Who agreed

    def who_agreed(self) -> None:
        """Show and change who agreed to what for the recording that is shown."""
        state = self._session.state
        if state is None or self._consent is None:
            return
        recording = state.recording
        dialog = ConsentDialog(recording, self._consent, self._parent)

        def act(work: Callable[[Project], None]) -> None:
            def both(project: Project) -> Consent:
                work(project)
                return project.guard.consent(recording.id)

            def show(consent: Consent) -> None:
                while_there(dialog, dialog.show_consent)(consent)
                if self._session.state is not None and self._session.state.recording.id == recording.id:
                    self._take(recording.id, consent)
                self._session.refresh()  # the list of recordings says it too

            self._session.call(both, show)

        dialog.agreed.connect(
            lambda who, uses, until: act(lambda project: project.guard.agree(recording.id, who, uses, until=until))
        )
        dialog.withdrawn.connect(lambda who: act(lambda project: project.guard.withdraw(recording.id, who)))
        dialog.erase_asked.connect(dialog.close)
        dialog.erase_asked.connect(self.erase)
        dialog.finished.connect(lambda _: self._offer_agreement())
        _open(dialog)

    def erase(self) -> None:
        """Erase the recording that is shown, once that has been typed."""
        state = self._session.state
        if state is not None:
            dialog = EraseDialog(state.recording, self._parent)
            dialog.accepted.connect(lambda: self._erase(state.recording.id))
            _open(dialog)

    def _erase(self, recording: str) -> None:
        self._study.leave_off(recording)
        self._hide_picture()
        self._session.erase(recording, self._erased)

    def _erased(self, certificate: Certificate) -> None:
        name = f"certificate-{certificate.recording}.txt"
        dialog = CertificateDialog(name, certificate_lines(certificate), self._parent)
        dialog.refused.connect(self._session.refused)
        _open(dialog)

    # The trail

    def show_trail(self) -> None:
        """Show what left the study and what changed about its guarding."""

        coder = self._session.coder

        def kept(project: Project) -> list[str]:
            return [one.id for one in project.recordings() if project.blinding.keeps_others(one.id, coder)]

        def show(report: TrailReport) -> None:
            dialog = TrailDialog(report, self._parent)
            dialog.check_asked.connect(
                lambda: self._session.call(
                    lambda project: project.guard.verify(kept_from_reader=kept(project)),
                    while_there(dialog, dialog.show_checked),
                    busy=tr("Checking the trail"),
                )
            )
            _open(dialog)

        self._session.call(lambda project: project.guard.trail(kept_from_reader=kept(project)), show)

    # Watching agreements and purpose

    def look(self) -> None:
        """Ask the study whether what is shown, and what the models look at, may still be seen."""
        state = self._session.state
        if state is None or self._looking:
            return
        shown, running = state.recording.id, self._study.running_for
        self._looking = True

        def work(project: Project) -> dict[str, Consent]:
            there = set(project.recording_ids()) & {shown, running}
            return {recording: project.guard.consent(recording) for recording in there}

        def take(found: dict[str, Consent]) -> None:
            self._looking = False
            if running is not None and running not in found:
                self._study.leave_off(running)  # erased meanwhile
            elif running is not None and found[running].locked is not None:
                self._study.stop_analysis()
            if self._session.state is not None and self._session.state.recording.id == shown:
                self._take(shown, found.get(shown))

        self._session.call(work, take)

    def _take(self, shown: str, consent: Consent | None) -> None:
        before, self._consent = self._consent, consent
        self._line.show_consent(consent)
        if consent is None:
            self._hide_picture()
            self._session.reload()  # it was erased elsewhere
        else:
            self._offer_agreement()
        if consent is not None and before is not None and self._may_be_seen(consent) != self._may_be_seen(before):
            if not self._may_be_seen(consent):
                self._hide_picture()  # picture and sound go now, not when the study has answered again
            self._session.show(shown)

    def _may_be_seen(self, consent: Consent) -> bool:
        shown = consent.uses is None or Use.SHOWING in consent.uses or not self._session.for_family
        return consent.locked is None and shown

    def _study_changed(self, info: StudyInfo | None) -> None:
        self._looking = False
        self._line.show_study(info)
        if info is None:
            self._offered_for = None
        asked = info is None or info.guarded.purpose is not None or info.guarded.purpose_put_off
        if info is not None and not asked and self._offered_for != info.folder:
            self._offered_for = info.folder
            self.purpose_offer.show()
        elif asked:
            self.purpose_offer.hide()
        self._offer_agreement()

    def _put_off_purpose(self) -> None:
        self._session.call(lambda project: project.guard.put_off_purpose(), lambda _: self._session.refresh())

    def _put_off_agreement(self) -> None:
        state = self._session.state
        if state is not None:
            shown = state.recording.id
            self._session.call(lambda project: project.guard.put_off_agreement(shown), lambda _: None)

    def _offer_agreement(self) -> None:
        """Offer to say who agreed, for as long as nobody's agreement is recorded and nobody said: not now.

        Only once it was said, or put off, what the study is for: two lines at once take the picture's room.
        """
        state, consent, study = self._session.state, self._consent, self._session.study
        if state is None or study is None or consent is None or consent.agreements or self._session.for_family:
            self.consent_offer.hide()
            return
        shown = state.recording.id

        def offer(put_off: bool) -> None:
            now, said = self._session.state, self._session.study
            if now is None or said is None or now.recording.id != shown:
                return
            asked = said.guarded.purpose is not None or said.guarded.purpose_put_off
            nobody = self._consent is not None and not self._consent.agreements
            self.consent_offer.setVisible(asked and nobody and not put_off)

        self._session.call(lambda project: project.guard.agreement_put_off(shown), offer)

    def _recording_changed(self, shown: ShownRecording | None) -> None:
        self._consent = shown.consent if shown is not None else None
        self._line.show_consent(self._consent)
        self._offer_agreement()


def _minutes(minutes: int) -> str:
    if minutes == 0:
        return tr("never by itself")
    return plural(minutes, "{minutes} minute", "{minutes} minutes", minutes=minutes)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
