"""Bringing in what other programs coded: whose acts, which codes, one step, and what was lost in words."""

import pytest

from coder.interchange.document import document as doc
from coder.interchange.document.tier_names import tier_name
from coder.interchange.formats import write
from coder.interchange.formats.format_registry import ReadResult, read
from coder.interchange.import_plan import guess_subject
from coder.interchange.study_export import documents_of
from coder.interchange.study_import import bring_in, plans_of
from coder.study.project import Project
from coder.vocabulary.errors import StudyError


def document(*events: tuple[str, str, str, float, float], title: str = "visit") -> doc.Document:
    """A document of (subject, group, code, onset s, offset s); equal times make a point."""
    tiers = {(s, g): doc.DocumentTier(tier_name(s, g), s, g) for s, g, *_ in events}
    return doc.Document(
        title=title,
        media=(doc.Media("elsewhere.mp4", frame_rate=25.0, duration_us=60_000_000),),
        tiers=tuple(tiers.values()),
        events=doc.in_order(
            doc.DocumentEvent(tiers[s, g].id, s, code, round(on * 1e6), round(off * 1e6), point=on == off)
            for s, g, code, on, off in events
        ),
    )


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        yield project


def bring(project: Project, *documents: doc.Document, into: str | None = None, **names: str):
    plans = plans_of(ReadResult("eaf", documents, ()), project.scheme, subjects=names, coder="kim")
    return bring_in(project, plans, into=into, coder="kim")


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("child", "child"),
        ("CHI", "child"),
        ("Infant_1", "child"),
        ("childhands", "other:childhands"),
        ("Mother", "caregiver:Mother"),
        ("caregiver", "caregiver"),
        ("MOT", "caregiver:MOT"),
        ("dyad", "together"),
        ("FEM", "other:FEM"),
        ("KCHI", "child"),
        ("FA1", "other:FA1"),
        ("someone", "someone"),
        ("several", "several"),
        ("", "other"),
        ("other", "other"),
        ("Other", "other"),
        ("other:Ada", "other:Ada"),
        ("other SPEECH", "other:SPEECH"),
        ("other_Ada", "other:Ada"),
        ("child:Ama", "child:Ama"),
        ("child: Ama", "child"),
    ],
)
def test_names_are_guessed_with_care(name, subject):
    assert guess_subject(name) == subject


def test_known_codes_are_used_and_others_added(study):
    ((recording, plan),) = bring(
        study,
        document(("CHI", "mouth", "smile", 1, 2), ("CHI", "voice", "babbles", 1, 3), ("MOT", "voice", "says", 4, 4)),
    )
    assert [(e.subject, e.code, e.onset_us, e.offset_us, e.origin.value) for e in study.events(recording)] == [
        ("child", "mouth: smile", 1_000_000, 2_000_000, "imported"),
        ("child", "babbles", 1_000_000, 3_000_000, "imported"),
        ("caregiver:MOT", "says", 4_000_000, 4_000_000, "imported"),
    ]
    assert {code.id for code in plan.codes} == {"mouth: smile", "babbles", "says"}
    assert study.scheme.code("child", "babbles").group == "voice"


def test_times_in_the_wrong_unit_fill_no_memory(study):
    with pytest.raises(StudyError, match="end after 35 days, longer than any recording"):
        bring(study, document(("CHI", "mouth", "smile", 1, 35 * 86_400)))
    assert study.recordings() == ()


def test_a_human_says_who_is_who(study):
    ((recording, _),) = bring(study, document(("X1", "mouth", "smile", 1, 2)), X1="child")
    assert study.events(recording)[0].subject == "child"
    with pytest.raises(StudyError, match="no subject"):
        bring(study, document(("X1", "mouth", "smile", 1, 2)), X1="dog")


def test_an_import_is_one_step_that_one_undo_takes_back(study):
    ((recording, _),) = bring(study, document(*(("CHI", "voice", "babbles", n, n + 0.5) for n in range(40))))
    assert len(study.events(recording)) == 40
    study.undo()
    assert study.events(recording) == ()
    assert all(code.id != "babbles" for code in study.scheme.codes)
    study.redo()
    assert len(study.events(recording)) == 40


def test_overlapping_states_come_in_whole(study):
    ((recording, _),) = bring(study, document(("CHI", "all", "a", 0, 5), ("CHI", "all", "b", 2, 3)))
    assert [(e.code, e.onset_us, e.offset_us) for e in study.events(recording)] == [
        ("a", 0, 5_000_000),
        ("b", 2_000_000, 3_000_000),
    ]


def test_a_code_of_another_kind_gets_another_name(study):
    ((recording, plan),) = bring(study, document(("CHI", "mouth", "smile", 1, 2), ("CHI", "mouth", "smile", 4, 4)))
    assert [code.id for code in plan.codes] == ["mouth: smile", "mouth: smile (point)"]
    assert [event.code for event in study.events(recording)] == ["mouth: smile", "mouth: smile (point)"]


def test_several_documents_become_several_recordings_and_cannot_share_one(study):
    documents = [document(("CHI", "mouth", "smile", 1, 2), title=title) for title in ("one", "two")]
    assert [r.name for r in study.recordings()] == []
    bring(study, *documents)
    assert [r.name for r in study.recordings()] == ["one", "two"]
    with pytest.raises(StudyError, match="holds 2 recordings"):
        bring(study, *documents, into="r1")


def test_what_does_not_come_through_is_said(study):
    given = document(("CHI", "mouth", "smile", 1, 2), ("CHI", "mouth", "smile", -2, -1))
    given = doc.Document(
        **{**{f: getattr(given, f) for f in given.__slots__}, "episodes": (doc.DocumentEpisode("play", 0, 9),)}
    )
    ((_, plan),) = bring(study, given)
    assert {loss.code for loss in plan.losses} == {"before-the-clip", "episodes-left-out", "codes-to-choose"}


@pytest.mark.parametrize("format_id", ["eaf", "boris", "datavyu", "csv"])
def test_out_and_in_again_is_the_same_coding(study, tmp_path, format_id):
    ((recording, _),) = bring(
        study,
        document(
            ("CHI", "mouth", "smile", 1, 2), ("CHI", "hands", "reach", 1.5, 3), ("MOT", "gaze", "look_to_child", 2, 5)
        ),
    )
    path = tmp_path / f"out.{format_id}"
    write(documents_of(study), path, format=format_id)
    with Project.create(tmp_path / "other") as other:
        plans = plans_of(
            read(path, format=format_id), other.scheme, subjects={"caregiver:MOT": "caregiver:MOT"}, coder="kim"
        )
        ((again, _),) = bring_in(other, plans, into=None, coder="kim")
        said = [(e.subject, e.code, e.onset_us, e.offset_us) for e in study.events(recording)]
        assert [(e.subject, e.code, e.onset_us, e.offset_us) for e in other.events(again)] == said


def test_two_names_that_become_one_subject_are_said_unless_a_person_chose_so(study):
    """A classifier's "KCHI" and "CHI" are not one child's turns."""
    turns = document(("KCHI", "speech", "speech", 1, 3), ("CHI", "speech", "speech", 2, 4))

    def joined(**names: str) -> list[str]:
        plans = plans_of(ReadResult("rttm", (turns,), ()), study.scheme, subjects=names, coder="kim")
        return [
            text for item in plans for one in item.plan.losses if one.code == "subjects-joined" for text in one.examples
        ]

    assert joined() == ["CHI, KCHI: child"]
    assert joined(KCHI="child", CHI="other:somebody") == []
    assert joined(KCHI="child", CHI="child") == []
