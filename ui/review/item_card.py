"""What is in hand, in words: a proposal that waits, one that is decided, or an event. It scrolls rather than clips."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from coder.vocabulary.events import Event, Origin, Proposal
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.unproposed_stretch import StretchStatus, UnproposedStretch
from ui.operations.wording import act_words, span_words
from ui.review.heading_words import heading_words
from ui.widgets.measure import ScaledLabel, Type
from ui.widgets.words_area import WordsArea

_MOST_LINES = 9
_ORIGINS = {
    Origin.HUMAN: tr("coded by hand"),
    Origin.ACCEPTED: tr("an accepted proposal"),
    Origin.ADJUSTED: tr("adjusted"),
    Origin.IMPORTED: tr("imported"),
    Origin.COPIED: tr("copied from another layer"),
    Origin.SETTLED: tr("settled from several layers"),
}


class ItemCard(WordsArea):
    """A heading, the times, the evidence, and what was asked for besides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(most_lines=_MOST_LINES, parent=parent)
        self.setAccessibleName(tr("what is in hand"))
        self.what = ScaledLabel(size=Type.TITLE, wraps=True)
        self.when = ScaledLabel(wraps=True)
        self.why, self.who, self.sure = (ScaledLabel(quiet=True, wraps=True) for _ in range(3))
        for label in (self.what, self.when, self.why, self.who, self.sure):
            self.column.addWidget(label)
        self.column.addStretch(1)
        self.needed = (self.what, self.when, self.why)
        self.who.hide()
        self.sure.hide()

    def show_proposal(self, proposal: Proposal, scheme: Scheme, pending: tuple[int, int]) -> None:
        """Say what is proposed, when and why; or what was decided on it."""
        draft, status = proposal.draft, proposal.status
        act = act_words(scheme, draft.subject, draft.code)
        self.what.setText(heading_words(status, act))
        was = (draft.onset_us, draft.offset_us)
        if pending == was:
            self.when.setText(
                tr(
                    "{span}, onset ±{timing_bound_us:.0f} ms",
                    span=span_words(*was),
                    timing_bound_us=draft.timing_bound_us / 1000,
                )
            )
            self.when.setToolTip(tr("How exactly the models' looks place the onset"))
        else:
            self.when.setToolTip("")
            self.when.setText(
                tr(
                    "{span}, as you moved it (was {span_2}; Esc puts it back)",
                    span=span_words(*pending),
                    span_2=span_words(*was),
                )
            )
        self.why.setText(draft.evidence if proposal.still_made else _no_longer(draft.evidence))
        self.why.setToolTip(tr("Models: ") + ", ".join(draft.models))
        self._shown()

    def show_stretch(self, stretch: UnproposedStretch) -> None:
        """Ask what the models may have missed."""
        later = tr(" (left for later)") if stretch.status is StretchStatus.SKIPPED else ""
        self.what.setText(tr("Nothing was proposed here. Look: is there something?{later}", later=later))
        self.when.setText(span_words(stretch.onset_us, stretch.offset_us))
        self.when.setToolTip("")
        self.why.setText(
            tr(
                "A few such stretches are drawn among the proposals, because nobody finds what they are not shown. Say "
                "that there is nothing more to code, or code by hand what is there."
            )
        )
        self.why.setToolTip("")
        self._shown()

    def show_event(self, event: Event, scheme: Scheme) -> None:
        """Say what a human said, and how it came about."""
        self.what.setText(act_words(scheme, event.subject, event.code))
        self.when.setText(span_words(event.onset_us, event.offset_us))
        note = tr(" Note: {note}", note=event.note) if event.note else ""
        self.why.setText(
            tr("Confirmed by {coder}: {origins}.{note}", coder=event.coder, origins=_ORIGINS[event.origin], note=note)
        )
        self.why.setToolTip("")
        self._shown()

    def clear(self) -> None:
        """Hold nothing: what is no longer shown must not lie behind what is."""
        for label in (self.what, self.when, self.why):
            label.setText("")
            label.setToolTip("")
        self.show_speaker("")
        self.show_sure("")

    def show_speaker(self, words: str) -> None:
        """Add whose a voice may be, with what speaks for it; "" where nothing is suggested."""
        if words != self.who.text():
            self.who.setText(words)
            self.who.setVisible(bool(words))
            self._shown()

    def show_sure(self, words: str) -> None:
        """Add how sure the rule is; hidden until asked, because showing it makes people agree with it."""
        self.sure.setText(words)
        self.sure.setVisible(bool(words))
        self._shown()

    def _shown(self) -> None:
        said = (label.text() for label in (self.what, self.when, self.why, self.who))
        self.setAccessibleDescription(" ".join(words for words in said if words))
        self.words_changed()


def _no_longer(evidence: str) -> str:
    return tr(
        "What is known now no longer leads to this proposal: the clip was analysed anew, or who is who was settled. It "
        "was proposed because: {evidence}",
        evidence=evidence,
    )
