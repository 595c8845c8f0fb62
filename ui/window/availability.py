"""What can be done now, and which switches stand on: asked of the window after anything has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.window import theme
from ui.window.actions import When
from ui.window.docks import Dock

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def possible_now(window: MainWindow) -> frozenset[When]:
    """Return all that holds now, of what actions ask for."""
    state, review, panel = window.session.state, window.review, window.review_panel
    conduct = state.conduct if state is not None else None
    holds = {
        When.STUDY: window.session.study is not None,
        When.ENCRYPTED: window.session.study is not None and window.session.study.encrypted,
        When.IN_THE_CLEAR: window.session.study is not None and not window.session.study.encrypted,
        When.CLIP: state is not None,
        When.PROPOSAL: panel.current is not None,
        When.VOICE: panel.voice is not None,
        When.WAITS: panel.current is not None or panel.stretch is not None,
        When.TO_KEEP: panel.current is not None or panel.stretch is not None,
        # What a key coded is in hand with the study's answer; a key of correcting that comes before waits for that.
        When.EVENT: review.selected_event is not None or (window.coding.coding and not window.edits.all_answered),
        When.EVENTS: state is not None and bool(state.events),
        When.DECIDED: panel.decided_proposal is not None,
        When.IN_HAND: panel.current is not None or review.selected_event is not None,
    }
    window.queue.amend(holds)
    holds |= {
        When.CAMERAS: state is not None and bool(state.cameras),
        When.SEVERAL: window.recordings.count() > 1,
        When.UNDO: state is not None and (state.undo_label is not None or review.through.marked),
        When.REDO: state is not None and state.redo_label is not None,
        When.NOT_BEGUN: state is not None and conduct is None,
        When.ASKED: state is not None and state.asks and not window.session.for_family,
        When.BLIND: conduct is not None and conduct.blind,
        When.RUNNING: window.study.running,
        When.UNDER_WAY: bool(window.coding.running) and not window.session.for_family,
        When.QUEUED: window.study.running or bool(window.study.queue.waiting),
    }
    return frozenset(when for when, true in holds.items() if true)


def switched_on(window: MainWindow) -> dict[str, bool]:
    """Return whether each action that is a switch stands on, by its id."""
    view, docks = window.view, window.docks
    return {
        "overlays": view.overlays,
        "recent": window.recent.on,
        "keep_look": window.device_look.on,
        "joints": view.joints,
        "subtitles": window.subtitles.on,
        "strips": view.strips,
        "wave": view.wave,
        "spectrogram": view.spectrogram,
        "proposals_shown": view.proposals,
        "dark": theme.is_dark(),
        "contrast": theme.is_contrast(),
        "as_system": view.as_system,
        "code_mode": window.letter_mode.coding,
        "quiet": window.coding.quiet,
        "faster_between": window.review.through.pace.faster_between,
        "sound": not window.engine.muted,
        "begins_blind": window.session.begins_blind is True,
        "for_family": window.session.for_family,
        "dock_study": docks.is_wanted(Dock.STUDY),
        "dock_inspector": docks.is_wanted(Dock.INSPECTOR),
        "dock_timeline": docks.is_wanted(Dock.TIMELINE),
        "first_steps": window.first_steps.on,
        "page": docks.page_alone,
    }
