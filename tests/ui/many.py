"""A study with as many proposals and events as a long day of coding leaves behind."""

from __future__ import annotations

from pathlib import Path

from coder.study.project import Project
from coder.study.store import row_mapping
from coder.vocabulary.events import Draft, Origin, Proposal, Status
from tests.studies import REPORT, two_people_smiling

_CODES = (("child", "smile"), ("child", "look_to_caregiver"), ("caregiver", "smile"), ("caregiver", "look_to_child"))


def make_study(folder: Path, clip: Path, *, proposals: int, events: int) -> Path:
    """Write rows as the store does, but all at once: one edit each would take minutes."""
    with Project.create(folder) as project:
        project.add_recording(clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
        pts = [int(t) for t in project.frame_index("r1").pts_us]
        database = project._db
        with database.transaction():
            for n in range(proposals):
                subject, code = _CODES[n % 4]
                onset = pts[n % (len(pts) - 2)]
                draft = Draft(
                    subject,
                    code,
                    onset,
                    offset_us=onset + 40_000,
                    timing_bound_us=40_000,
                    evidence="seen",
                    models=("m@1",),
                    confidence=0.5,
                    rule="rule@1",
                )
                row = row_mapping.proposal_row(Proposal(database.new_id("p"), "r1", draft, Status.OPEN))
                database.insert("proposals", row)
            for n in range(events):
                subject, code = _CODES[n % 4]
                onset = pts[n % (len(pts) - 2)]
                row = {
                    "id": database.new_id("e"), "recording": "r1", "subject": subject, "code": code,
                    "onset_us": onset, "offset_us": onset + 40_000, "coder": f"coder {n % 50}",
                    "origin": Origin.HUMAN.value, "proposal": None, "timing_bound_us": 20_000, "note": "",
                }  # fmt: skip
                database.insert("events", row)
    return folder
