"""Write the golden files anew: run it when a format's output changes on purpose, and read the difference."""

from __future__ import annotations

from pathlib import Path

from coder.interchange import formats
from coder.interchange.document.document import (
    Document,
    DocumentCode,
    DocumentCodeKind,
    DocumentEpisode,
    DocumentEvent,
    DocumentExchange,
    DocumentSubject,
    DocumentTier,
    Media,
    ModifierSet,
    Statement,
    Stereotype,
    Variable,
    Vocabulary,
    in_order,
)

GOLDEN = Path(__file__).parent / "golden"
NAMES = {
    f.id: f"session.{f.id}{f.extensions[0]}"
    for f in formats.formats()
    if f.write and "parquet" not in f.id and "models" not in f.id and f.id != "gridware"
}


def session() -> Document:
    """A made-up session with one of everything that some format can hold."""
    gaze = Vocabulary(
        "gaze",
        (
            DocumentCode(
                "to caregiver",
                DocumentCodeKind.STATE,
                "the child's head and eyes are turned to the caregiver",
                "c",
                ("away",),
            ),
            DocumentCode("away", DocumentCodeKind.STATE, "", "a", ("to caregiver",)),
            DocumentCode("blink", DocumentCodeKind.POINT, "", "b"),
        ),
        "Where the child looks",
    )
    touch = Vocabulary(
        "touch",
        (
            DocumentCode(
                "touches", DocumentCodeKind.STATE, "", "t", (), (ModifierSet("hand", "one", ("left", "right")),)
            ),
        ),
    )
    tiers = (
        DocumentTier("gaze@child", "child", "gaze", vocabulary="gaze"),
        DocumentTier("touch@caregiver:Kim", "caregiver:Kim", "touch", vocabulary="touch"),
        DocumentTier("speech@caregiver:Kim", "caregiver:Kim", "speech"),
        DocumentTier(
            "words@caregiver:Kim",
            "caregiver:Kim",
            "words",
            parent="speech@caregiver:Kim",
            stereotype=Stereotype.SYMBOLIC_SUBDIVISION,
        ),
    )
    events = (
        DocumentEvent("gaze@child", "child", "to caregiver", 1_200_000, 2_400_000,
                      coder="A", origin="accepted", id="a1"),
        DocumentEvent("gaze@child", "child", "away", 2_400_000, 3_123_456, coder="A", origin="human", id="a2"),
        DocumentEvent("gaze@child", "child", "blink", 2_000_000, 2_000_000, True, coder="A", origin="human", id="a3"),
        DocumentEvent(
            "touch@caregiver:Kim", "caregiver:Kim", "touches", 1_500_000, 4_000_000,
            modifiers=(("hand", "left"),), comment="=strokes; \"softly\", twice", coder="A", origin="adjusted", id="a4",
        ),
        DocumentEvent("speech@caregiver:Kim", "caregiver:Kim", "well, look <at> you", 500_000, 1_100_000, id="a5"),
        DocumentEvent("words@caregiver:Kim", "caregiver:Kim", "well", 500_000, 800_000, id="a6", parent="a5"),
        DocumentEvent("words@caregiver:Kim", "caregiver:Kim", "look", 800_000, 1_100_000, id="a7", parent="a5"),
    )  # fmt: skip
    return Document(
        title="session",
        media=(
            Media("clips/front.mp4", duration_us=10_000_000, frame_rate=25.0),
            Media("clips/side.mp4", starts_us=-250_000, duration_us=10_000_000, frame_rate=25.0, player=2),
        ),
        subjects=(DocumentSubject("child", "7 months", "1"), DocumentSubject("caregiver:Kim", "", "2")),
        tiers=tiers,
        vocabularies=(gaze, touch),
        events=in_order(events),
        episodes=(DocumentEpisode("free play", 0, 5_000_000),),
        variables=(Variable("age", "214", "number", "in days"),),
        exchanges=(
            DocumentExchange(
                "prompt-3s",
                "child",
                "to caregiver",
                bid_onset_us=1_200_000,
                bid_offset_us=2_400_000,
                outcome="answered",
                response_subject="caregiver:Kim",
                response_code="touches",
                response_onset_us=1_500_000,
                response_offset_us=4_000_000,
                latency_us=300_000,
            ),
            DocumentExchange(
                "prompt-3s", "child", "away", 2_400_000, 3_123_456, "no answer seen", censored_at_us=5_400_000
            ),
        ),
        date="2026-01-02T03:04:05",
        description="A made-up session.",
        statement=Statement("research under a protocol", "pseudonyms", "3 events coded by hand."),
    )


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, file_name in NAMES.items():
        formats.write(session(), GOLDEN / file_name, format=name)
