"""What a file carries when it leaves: purpose and provenance inside, and nothing of this machine or its people."""

import csv
import gzip
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from coder.interchange.document import document as doc
from coder.interchange.formats import format_named, formats, read, write
from coder.interchange.formats.boris.comments import taken_out
from coder.interchange.import_plan import plan_import
from coder.interchange.study_export import NAMES
from coder.privacy.audit_log import AuditedAct
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import Accept, AddEvent, NoteEvent
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.edits.layer_copies import SettleEvents
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip
from tests.commands import run_command
from tests.studies import REPORT, two_people_smiling
from ui.operations.events_export import Wanted, export_study, preview_export

ROOT = Path(__file__).resolve().parents[3]
TRIALS = "csv-trials"
"""Has a row only where a code marks trials; tests/coder/exchanges/test_trials.py reads what stands in it."""
WRITTEN = [f.id for f in formats() if f.write]
CANARIES = ("zebulon_visit", "quixote_study", "walrus_user", "narwhal_host", "marmot_title")
PURPOSE = "research under a protocol"


def words(data: bytes) -> str:
    """Everything in a file that anybody could read, packed or not, however it is encoded."""
    if data[:2] == b"\x1f\x8b":
        data = data[:64] + gzip.decompress(data)
    found = [data.decode("latin-1"), data.replace(b"\0", b"").decode("latin-1")]
    if data[:4] == b"PAR1":
        table = pytest.importorskip("pyarrow.parquet").read_table(io.BytesIO(data))
        found += [str(table.to_pylist()), str(table.schema.metadata)]
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found += [archive.read(info).decode("latin-1") for info in archive.infolist()]
    return "\n".join(found)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study whose every name outside the codes is a canary; one event by hand, one accepted, proposals waiting."""
    folder = tmp_path_factory.mktemp("quixote_study") / "quixote_study"
    clip = make_clip(tmp_path_factory.mktemp("clips") / "zebulon_visit.mp4", frames=100, fps=25)
    with Project.create(folder) as project:
        project.add_recording(clip, name="marmot_title", link=True)
        project.store_analysis("r1", REPORT, *two_people_smiling())
        project.guard.state_purpose(Purpose.RESEARCH)
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        project.apply(AddEvent("r1", "child", "reach", 500_000, 900_000), coder="Ada")
        smile = next(p for p in project.proposals("r1") if p.draft.subject == "child" and p.draft.code == "smile")
        project.apply(Accept(smile.id), coder="Ada")
        project.apply(NoteEvent(project.events("r1")[0].id, "=cmd()"), coder="Ada")
    return folder


@pytest.fixture
def machine(monkeypatch):
    """This machine, called by names that can be looked for."""
    monkeypatch.setenv("USER", "walrus_user")
    monkeypatch.setenv("LOGNAME", "walrus_user")
    monkeypatch.setattr("platform.node", lambda: "narwhal_host")
    monkeypatch.setenv("HOSTNAME", "narwhal_host")


@pytest.mark.parametrize("name", WRITTEN)
def test_no_file_says_whose_machine_and_which_recording_it_was(study, machine, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(study) as project:
        export_study(project, target, Wanted(name))
    text = words(target.read_bytes())
    assert [canary for canary in (*CANARIES, str(tmp_path), str(Path.home())) if canary in text] == []
    assert "r1" in text or name in ("textgrid", "textgrid-short", "textgrid-utf16", "vtt", "srt", "chat", TRIALS)


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != TRIALS])
def test_every_file_says_its_purpose_or_the_report_says_that_it_cannot(study, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(study) as project:
        losses = {loss.code for loss in export_study(project, target, Wanted(name)).losses}
    said = words(target.read_bytes()).replace("_", " ")
    assert ("purpose-not-carried" in losses) == (PURPOSE not in said)
    assert ("purpose-not-carried" in losses) == (
        name in ("srt", "boris-aggregated", "observer-table", "interact-table")
    )
    if "exchanges" not in name and "purpose-not-carried" not in losses:
        assert "pseudonyms" in said
        assert "accepted" in said


def test_a_table_says_of_each_row_how_its_coder_worked_and_of_names_only_what_somebody_said(study, tmp_path):
    target = tmp_path / "out.csv"
    with Project.open(shutil.copytree(study, tmp_path / "copy")) as project:
        project.blinding.choose_blind("r1", "ben")
        project.apply(AddEvent("r1", "child", "reach", 0, 1_000_000), coder="ben")
        export_study(project, target, Wanted("csv"))
    rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
    assert {row["coder"]: row["conduct"] for row in rows}["ben"] == "blind"
    assert {row["coder"]: row["conduct"] for row in rows}["Ada"] != "blind"
    assert {row["names"] for row in rows} == {NAMES[False]}
    assert {event.conduct for event in read(target).document.events if event.coder == "ben"} == {"blind"}


@pytest.mark.parametrize("name", [f.id for f in formats() if f.write and f.read and f.id != "csv-trials"])
def test_a_child_with_a_name_leaves_and_comes_back_under_it(study, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(shutil.copytree(study, tmp_path / "copy")) as project:
        project.apply(AddEvent("r1", "child:Mia", "reach", 0, 1_000_000), coder="Ada")
        export_study(project, target, Wanted(name))
        plan = plan_import(read(target).document, scheme=project.scheme)
    assert "child:Mia" in plan.subjects.values()


def test_a_consensus_leaves_with_the_names_of_those_it_was_settled_from(study, tmp_path):
    with Project.open(shutil.copytree(study, tmp_path / "copy")) as project:
        for coder in ("ben", "lea"):
            project.apply(AddEvent("r1", "child", "reach", 0, 1_000_000), coder=coder)
        ids = tuple(event.id for event in project.events("r1") if event.coder in ("ben", "lea"))
        project.layers.name_lead("pat")
        project.apply(SettleEvents(ids), coder="pat", layer=CONSENSUS)
        for name in ("csv", "eaf"):
            export_study(project, tmp_path / f"out.{name}", Wanted(name, layer=CONSENSUS))
    (row,) = csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
    assert row["sources"] == f"ben/{ids[0]}; lea/{ids[1]}"
    assert {event.sources for event in read(tmp_path / "out.csv").document.events} == {row["sources"]}
    assert "Settled from what these coded: ben, lea." in (tmp_path / "out.eaf").read_text("utf-8")


@pytest.mark.parametrize("name", ["eaf", "boris", "datavyu", "csv"])
def test_who_coded_an_event_and_how_it_came_to_be_is_read_back(study, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(study) as project:
        export_study(project, target, Wanted(name))
    document = read(target).document
    assert {(e.code, e.coder, e.origin) for e in document.events} == {
        ("reach", "Ada", "human"),
        ("smile", "Ada", "accepted"),
    }
    assert document.statement is not None
    assert document.statement.purpose == PURPOSE


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_study_gives_the_same_bytes_whenever_it_is_written(study, tmp_path, name, monkeypatch):
    """No date, no random number, no name of a temporary file: nothing of the moment is in it."""
    files = []
    for at in ("one", "two"):
        (tmp_path / at).mkdir()
        called = "out" if name == "chat" else at  # a transcript's media line has the transcript's own name
        target = tmp_path / at / f"{called}{format_named(name).extensions[0]}"
        with Project.open(study) as project:
            export_study(project, target, Wanted(name))
        files.append(target.read_bytes())
        monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert files[0] == files[1]


def test_a_packed_file_carries_neither_name_nor_time(study, tmp_path):
    target = tmp_path / "quixote.boris.gz"
    with Project.open(study) as project:
        export_study(project, target, Wanted("boris"))
    data = target.read_bytes()
    assert data[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    assert "smile" in {event.code for event in read(target).document.events}


def test_zip_members_have_no_date_and_no_extra_fields(study, tmp_path):
    with Project.open(study) as project:
        export_study(project, tmp_path / "out.opf", Wanted("datavyu"))
    with zipfile.ZipFile(tmp_path / "out.opf") as archive:
        assert [(i.date_time[:3], i.extra, i.comment) for i in archive.infolist()] == [((1980, 1, 1), b"", b"")] * 2


def test_a_spreadsheet_runs_nothing_of_a_note_or_a_code(study, tmp_path):
    for name in ("csv", "boris-aggregated"):
        target = tmp_path / f"out{format_named(name).extensions[0]}"
        with Project.open(study) as project:
            export_study(project, target, Wanted(name))
        text = target.read_text("utf-8-sig")
        assert "'=cmd()" in text
        assert text.count("=cmd()") == text.count("'=cmd()")


@pytest.mark.parametrize("name", ["csv", "csv-exchanges", "boris-aggregated"])
def test_no_cell_of_a_table_begins_like_a_formula(tmp_path, name):
    """Whatever is called so: codes, subjects, groups, coders, modifiers, titles, reasons, the purpose itself."""
    evil = "=cmd|' /C calc'!A0"
    tier = doc.DocumentTier("t", "@SUM(A1)", "+group")
    event = doc.DocumentEvent(
        "t", "@SUM(A1)", evil, 0, 1_000_000, modifiers=(("=m", "-1+1"),), comment="\t=x", coder="-k", origin="human"
    )
    exchange = doc.DocumentExchange(evil, "@SUM(A1)", evil, 0, 1, "answered", reason="=why", coder="-k")
    document = doc.Document(
        title=evil, tiers=(tier,), events=(event,), exchanges=(exchange,), statement=doc.Statement(evil, "@names")
    )
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    write(document, target, format=name)
    delimiter = "\t" if name == "boris-aggregated" else ","
    with target.open(newline="", encoding="utf-8-sig") as file:
        cells = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
    assert any("cmd" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []


@pytest.mark.parametrize("name", WRITTEN)
def test_notes_stay_in_when_asked(study, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(study) as project:
        assert export_study(project, target, Wanted(name, notes=False)).notes == 1
    assert "cmd()" not in words(target.read_bytes())


# Proposals


@pytest.mark.parametrize("name", WRITTEN)
def test_what_nobody_accepted_is_in_no_file(study, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(study) as project:
        waiting = [p for p in project.proposals("r1") if p.status == "open"]
        assert waiting
        assert export_study(project, target, Wanted(name)).proposals == 0
    text = words(target.read_bytes())
    assert "proposed" not in text
    assert "machine" not in text


@pytest.mark.parametrize("name", [name for name in WRITTEN if "exchanges" not in name and name != TRIALS])
def test_where_proposals_are_asked_for_every_one_says_what_it_is(study, tmp_path, name):
    target = tmp_path / f"out{format_named(name).extensions[0]}"
    with Project.open(study) as project:
        done = export_study(project, target, Wanted(name, proposals=True))
        entry = project.trail.report().entries[-1]
    assert done.proposals > 0
    assert (entry.act, json.loads(entry.detail)["proposals"]) == (AuditedAct.EXPORT, done.proposals)
    text = words(target.read_bytes())
    assert text.count("proposed") >= done.proposals if name not in ("gseq-interval",) else "proposed" in text
    if format_named(name).read and name != "gseq-interval":
        marked = [e for e in read(target).document.events if e.code.replace("_", " ").startswith("proposed")]
        assert len(marked) == done.proposals


@pytest.mark.parametrize("purpose", [Purpose.REFLECTION, Purpose.CLINICAL, None])
def test_proposals_leave_no_study_that_is_for_a_family(tmp_path, small_study, purpose):
    with Project.open(small_study) as project:
        if purpose is not None:
            project.guard.state_purpose(purpose)
            project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        for act in (lambda wanted: preview_export(project, wanted), lambda w: export_study(project, tmp_path / "x", w)):
            with pytest.raises(StudyError, match="only a study for research or for training"):
                act(Wanted("csv", proposals=True))
    assert not (tmp_path / "x").exists()


@pytest.fixture
def small_study(tmp_path):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "small") as project:
        project.add_recording(clip)
        project.store_analysis("r1", REPORT, *two_people_smiling())
    return tmp_path / "small"


def test_proposals_of_what_somebody_codes_blind_stay_in_and_the_file_says_who_coded_blind(small_study, tmp_path):
    with Project.open(small_study) as project:
        project.guard.state_purpose(Purpose.TRAINING)
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        project.blinding.choose_blind("r1", "Ada")
        with pytest.raises(StudyError, match=r"Somebody codes .* blind"):
            preview_export(project, Wanted("csv", proposals=True))
        project.apply(AddEvent("r1", "child", "reach", 500_000, 900_000), coder="Ada")
        export_study(project, tmp_path / "out.eaf", Wanted("eaf"))
    assert "Coded blind: Ada." in (tmp_path / "out.eaf").read_text("utf-8")


def test_a_marked_proposal_does_not_become_data_on_its_way_back(study, tmp_path):
    from coder.interchange.study_import import plans_of

    with Project.open(study) as project:
        export_study(project, tmp_path / "out.srt", Wanted("srt", proposals=True))
        (brought,) = plans_of(read(tmp_path / "out.srt"), project.scheme, coder="kim")
    assert [event.code for event in brought.plan.events] == ["captions: reach", "captions: smile"]
    assert "proposals-left-out" in {loss.code for loss in brought.plan.losses}


# The command line


def dyadmirror(*words_, **more) -> subprocess.CompletedProcess[str]:
    return run_command(*words_, **more)


def test_the_preview_writes_nothing_and_says_the_same(study, tmp_path):
    target = tmp_path / "out.vtt"
    shown = dyadmirror("export", study, "--format", "vtt", "--preview", "--json")
    assert shown.returncode == 0, shown.stderr
    assert not target.exists()
    with Project.open(study) as project:
        entries = len(project.trail.report().entries)
    written = dyadmirror("export", study, "--format", "vtt", "-o", target, "--json")
    told, done = json.loads(shown.stdout), json.loads(written.stdout)
    assert (told.pop("written"), done.pop("written")) == (False, True)
    assert told == done
    assert told["purpose"] == PURPOSE
    with Project.open(study) as project:
        assert len(project.trail.report().entries) == entries + 1


def test_an_import_by_nobody_in_particular_is_not_by_who_is_logged_in(tmp_path):
    table = tmp_path / "lab.csv"
    table.write_text("onset,offset,code\n1,2,smile\n")
    Project.create(tmp_path / "into").close()
    import os

    done = dyadmirror(
        "import", table, "--into", tmp_path / "into", environment={**os.environ, "LOGNAME": "walrus_user"}
    )
    assert done.returncode == 0, done.stderr
    with Project.open(tmp_path / "into") as project:
        assert [event.coder for event in project.events("r1")] == ["imported"]
        assert project.last_coder == "imported"


def test_exchanges_leave_with_their_rule_and_coder(study, tmp_path):
    with Project.open(study) as project:
        export_study(project, tmp_path / "out.exchanges.csv", Wanted("csv-exchanges"))
    lines = (tmp_path / "out.exchanges.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert all("prompt-3s" in line and ",Ada," in line and PURPOSE in line for line in lines[1:])


def test_a_comment_keeps_what_its_writer_put_in_braces():
    from coder.interchange.document.document import DocumentEvent
    from coder.interchange.formats.boris.comments import with_provenance

    event = DocumentEvent("t", "child", "smile", 0, 1, comment="as {dyadmirror} says", coder="A; B}", origin="human")
    (back,) = taken_out([DocumentEvent("t", "child", "smile", 0, 1, comment=with_provenance(event))])
    assert back == event
