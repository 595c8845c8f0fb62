"""How close a coder looks at the pictures of each recording: found again when they come back to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from coder.study.coder_preferences import WHOLE, Framing

if TYPE_CHECKING:
    from ui.player.camera_stage import CameraStage


class RememberedFramings:
    """Of one coder in one study, by recording and camera."""

    def __init__(self, stage: CameraStage) -> None:
        self._stage = stage
        self._known: dict[str, Framing] = {}
        self._shown = ""
        self.ready = False
        """Whether what the study keeps is known; before, nothing may be written over it."""

    def forget(self) -> None:
        """Another coder, or another study."""
        self._known, self._shown, self.ready = {}, "", False

    def take(self, kept: Mapping[str, Framing]) -> None:
        """Take what the study keeps; what was looked at closely meanwhile stays."""
        self._known, self.ready = {**kept, **self._known}, True
        if all(view.framing == WHOLE for view in self._stage.views):
            self._look()

    def show(self, recording: str) -> None:
        """Look at a recording as its coder did; one that is shown already stays as it lies."""
        if recording != self._shown:
            if self._shown:
                # The first picture lies as it lay until now; those of further cameras are gone by now.
                self._known[self._shown] = self._stage.named_views[""].framing
            self._shown = recording
            self._look()

    def noted(self) -> dict[str, Framing]:
        """Return how all pictures lie, with those that are shown."""
        if self._shown:
            for camera, view in self._stage.named_views.items():
                self._known[self._name(camera)] = view.framing
        return self._known

    def _look(self) -> None:
        for camera, view in self._stage.named_views.items():
            view.look_at(self._known.get(self._name(camera), WHOLE))

    def _name(self, camera: str) -> str:
        return f"{self._shown}/{camera}" if camera else self._shown
