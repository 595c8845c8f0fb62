"""What an imported code says of a feeling or of somebody's worth is asked about, and stands in no page for a family."""

from dataclasses import replace

import pytest

from coder.exchanges.pairing import NAMED_RULES
from coder.interchange.code_matching import SEEN
from coder.interchange.document import document as doc
from coder.interchange.formats.format_registry import ReadResult, read, write
from coder.interchange.study_export import Along, documents_of
from coder.interchange.study_import import bring_in, choices_of, plans_of
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.commands import run_command
from ui.operations.mirror_report import gather, make
from ui.operations.report_request import Asked

SAID = (
    ("child", "emotion", "happy"),
    ("child", "mouth", "traurig"),
    ("caregiver", "parenting", "sensitivity 6"),
    ("caregiver", "hands", "評価"),
)


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        yield project


def document() -> doc.Document:
    tiers = {
        (s, g): doc.DocumentTier(f"{g}@{s}", s, g)
        for s, g, _ in (
            *SAID,
            (
                "child",
                "arms",
                "waves",
            ),
        )
    }
    events = [
        doc.DocumentEvent(tiers[s, g].id, s, c, n * 1_000_000, n * 1_000_000 + 900_000)
        for n, (s, g, c) in enumerate(SAID)
    ]
    waves = doc.DocumentEvent(tiers["child", "arms"].id, "child", "waves", 20_000_000, 21_000_000)
    media = (doc.Media("visit.mp4", duration_us=60_000_000, frame_rate=25.0),)
    return doc.Document("visit", media=media, tiers=tuple(tiers.values()), events=(*events, waves))


def plans(study: Project, choices=None):
    return plans_of(ReadResult("eaf", (document(),), ()), study.scheme, choices=choices, coder="kim")


def family_page(study: Project) -> str:
    asked = Asked(audience="family", rule=NAMED_RULES["prompt-3s"])
    return make(gather(study, [one.id for one in study.recordings()], asked)).page


def test_each_is_asked_about_before_it_comes_in(study):
    losses = {loss.code: loss for loss in plans(study)[0].plan.losses}
    assert losses["beyond-sight"].count == len(SAID)
    assert "What is *seen*?" in losses["beyond-sight"].sentence or "what is *seen*?" in losses["beyond-sight"].sentence


def test_no_page_for_a_family_has_them_and_the_file_gets_them_back(study, tmp_path):
    bring_in(study, plans(study), into=None, coder="kim")
    page = family_page(study).casefold()
    assert "waves" in page
    for _, group, label in SAID:
        assert label.casefold() not in page
        assert group == "mouth" or group == "hands" or group not in page
    out = tmp_path / "out.eaf"
    write(documents_of(study, along=Along(format="eaf"))[0], out)
    assert {event.code for event in read(out).documents[0].events} >= {label for *_, label in SAID}


def test_what_is_seen_takes_their_place(study):
    chosen = choices_of(plans(study), [("happy", f"{SEEN}smile"), ("traurig", f"{SEEN}mouth turned down")])
    bring_in(study, plans(study, chosen), into=None, coder="kim")
    codes = {event.code for event in study.events("r1")}
    assert {"smile", "mouth turned down"} <= codes
    assert not codes & {"happy", "traurig"}
    assert "mouth turned down" in family_page(study)


@pytest.mark.parametrize("words", ["joyful", "", "ganz glücklich"])
def test_another_word_for_a_feeling_is_no_answer(study, words):
    with pytest.raises(StudyError, match="what is seen"):
        plans(study, {("child", "emotion", "happy"): f"{SEEN}{words}"})


def test_the_command_line_asks_and_takes_the_answer(study, tmp_path):
    study.close()
    file = tmp_path / "in.eaf"
    write(replace(document(), title="visit"), file)
    command = ("import", file, "--into", study.folder)
    asked = run_command(*command, "--preview")
    assert asked.returncode == 0
    assert "what is *seen*?" in asked.stderr
    assert "emotion/happy" in asked.stderr
    answered = run_command(*command, "--seen", "happy=smile")
    assert answered.returncode == 0, answered.stderr
    assert "emotion/happy" not in answered.stderr
