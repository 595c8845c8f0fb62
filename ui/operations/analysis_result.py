"""From what the runner returns to what a study keeps; shared by the window and the command line."""

from __future__ import annotations

from datetime import UTC, datetime

from coder.vocabulary.recording import AnalysisReport
from models.analysis import Analysis


def report_of(analysis: Analysis, *, key: str) -> AnalysisReport:
    """Return the report that a study keeps with an analysis."""
    return AnalysisReport(
        key=key,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        rate_hz=analysis.settings.sampling.rate_hz,
        seconds=round(analysis.seconds, 3),
        clip_seconds=round(analysis.clip_seconds, 3),
        frames=analysis.frames,
        model_runs=dict(analysis.model_runs),
        models=tuple(analysis.models),
        notes=tuple(analysis.notes),
    )
