"""Every action of the window as data: menus, shortcuts and the sheet of keys are made from one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMainWindow

from coder.vocabulary.language import tr
from ui.widgets.icons import glyph
from ui.widgets.keys_now import KEYS
from ui.widgets.lettered_menu import words_of
from ui.widgets.measure import sign_px
from ui.window.action_signs import SIGNS
from ui.window.menus import build_menus, letter_menu_bar


class KeyMode(StrEnum):
    """What single letters do: decide on proposals, or code by hand."""

    REVIEW = "review"
    CODE = "code"


class When(StrEnum):
    """What must be there for an action to make sense."""

    ALWAYS = "always"
    STUDY = "a study is open"
    ENCRYPTED = "the study has a passphrase"
    IN_THE_CLEAR = "the study has no passphrase"
    CLIP = "a clip is shown"
    WAITS = "something that waits for a decision is in hand"
    TO_KEEP = "something that waits, or that was changed and not kept yet, is in hand"
    PROPOSAL = "a proposal is in hand"
    VOICE = "a voice is in hand of whom nobody has said who it was"
    EVENT = "an event is in hand"
    EVENTS = "the recording has events"
    DECIDED = "a decided proposal is in hand"
    EXCHANGE = "an exchange is in hand"
    IN_HAND = "a proposal or an event is in hand"
    SEVERAL = "the study has several recordings"
    CAMERAS = "the recording has several cameras"
    UNDO = "there is something to undo"
    REDO = "there is something to redo"
    NOT_BEGUN = "a recording is shown that the coder has not begun"
    ASKED = "others have coded the recording that is shown, and the coder has not begun it"
    BLIND = "the recording that is shown is coded blind"
    RUNNING = "an analysis runs"
    QUEUED = "an analysis runs or waits"
    UNDER_WAY = "a state that you have begun is under way"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the window can do.

    ``do`` names a method of the window or of one of its controls ("play.step_on"). ``mode`` limits the shortcut to
    one mode; None means both. ``repeats`` False: a key held down does it once, so that a heavy hand decides nothing
    that nobody has seen.
    """

    id: str
    menu: str
    text: str
    do: str
    keys: tuple[str, ...] = ()
    when: When = When.CLIP
    mode: KeyMode | None = None
    everywhere: bool = False
    """Whether its keys do it in windows of their own too: a report, a table of agreement."""
    checkable: bool = False
    repeats: bool = True
    tip: str = ""
    """What it is for, in a warm sentence; the text itself is the field's plain word."""


ACTIONS: tuple[Action, ...] = (
    Action("new", tr("File"), tr("New study…"), "study.new_study", ("Ctrl+N",), When.ALWAYS),
    Action("open", tr("File"), tr("Open study…"), "study.open_study", ("Ctrl+O",), When.ALWAYS),
    Action(
        "sample",
        tr("File"),
        tr("Open a sample"),
        "sample.open",
        (),
        When.ALWAYS,
        tip=tr("A rendered clip with no real person in it, looked at by the models: something to try"),
    ),
    Action(
        "recent",
        tr("File"),
        tr("Remember recent studies"),
        "recent.toggle",
        (),
        When.ALWAYS,
        checkable=True,
        tip=tr("On this device, outside every study, by marks that name nothing; or forget all of them"),
    ),
    Action("add", tr("File"), tr("Add a clip…"), "study.add_clip", ("Ctrl+I",), When.STUDY),
    Action("camera_add", tr("File"), tr("Add a further camera…"), "cameras.add_camera", ()),
    Action(
        "camera_place",
        tr("File"),
        tr("Place a camera on the clock…"),
        "cameras.place_camera",
        (),
        When.CAMERAS,
        tip=tr("Both pictures side by side: sound proposes, you nudge, mark and confirm."),
    ),
    Action("camera_name", tr("File"), tr("Name a camera…"), "cameras.name_camera", (), When.CAMERAS),
    Action("camera_remove", tr("File"), tr("Take a camera out…"), "cameras.remove_camera", (), When.CAMERAS),
    Action(
        "previous_recording", tr("File"), tr("Previous recording"), "previous_recording", ("Ctrl+PgUp",), When.SEVERAL
    ),
    Action("next_recording", tr("File"), tr("Next recording"), "next_recording", ("Ctrl+PgDown",), When.SEVERAL),
    Action("recordings", tr("File"), tr("Choose a recording"), "choose_recording", ("Ctrl+L",), When.SEVERAL),
    Action(
        "analyze",
        tr("File"),
        tr("Analyse…"),
        "study.analyze",
        ("Ctrl+R",),
        When.CLIP,
        tip=tr("Let the models on this device look at the recording, and propose; you decide on each."),
    ),
    Action(
        "analyze_all",
        tr("File"),
        tr("Analyse all recordings…"),
        "study.analyze_all",
        (),
        When.STUDY,
        tip=tr("Every recording without an analysis waits for its turn; you can go on working meanwhile."),
    ),
    Action("pause_analyses", tr("File"), tr("Pause the analyses, or go on"), "study.pause_or_resume", (), When.QUEUED),
    Action("stop", tr("File"), tr("Stop the analysis"), "study.stop_analysis", ("Ctrl+.",), When.RUNNING),
    Action("import", tr("File"), tr("Import codes…"), "interchange.import_codes", ("Ctrl+Shift+I",), When.STUDY),
    Action("export", tr("File"), tr("Export events…"), "exporting.export_events", ("Ctrl+E",), When.STUDY),
    Action("clip_out", tr("File"), tr("Export a clip with faces blurred…"), "clip_out.export_clip", ("Ctrl+Shift+E",)),
    Action(
        "agreement",
        tr("File"),
        tr("Reliability…"),
        "agreement.show_agreement",
        ("Ctrl+Alt+C",),
        When.STUDY,
        tip=tr("Where two coders differ, moment by moment, and how far they agree."),
    ),
    Action(
        "consensus",
        tr("File"),
        tr("Settle differences…"),
        "consensus.open",
        ("Ctrl+Alt+S",),
        When.CLIP,
        tip=tr("Two coders side by side, and one layer that is settled from both."),
    ),
    Action(
        "validity",
        tr("File"),
        tr("Validity of proposals…"),
        "validation.show_validity",
        ("Ctrl+Alt+I",),
        When.STUDY,
        tip=tr("How right the models are in this study, code by code, beside what was coded blind."),
    ),
    Action(
        "calibration",
        tr("File"),
        tr("Calibration…"),
        "calibration.show_calibration",
        (),
        When.STUDY,
        tip=tr("Let what was coded here move the thresholds of the rules; blind coding says whether it helps."),
    ),
    Action(
        "report",
        tr("File"),
        tr("Report…"),
        "report.show_report",
        ("Ctrl+P",),
        When.STUDY,
        tip=tr("The mirror report: what was seen, to read together with the family or for research."),
    ),
    Action("quit", tr("File"), tr("Quit"), "close", ("Ctrl+Q",), When.ALWAYS),
    Action("purpose", tr("Study"), tr("Purpose and retention…"), "guard.state_purpose", ("Ctrl+Alt+P",), When.STUDY),
    Action("consent", tr("Study"), tr("Who agreed…"), "guard.who_agreed", ("Ctrl+Shift+A",)),
    Action("erase", tr("Study"), tr("Erase this recording…"), "guard.erase"),
    Action("trail", tr("Study"), tr("What left this study…"), "guard.show_trail", ("Ctrl+Shift+T",), When.STUDY),
    Action(
        "blind_share",
        tr("Study"),
        tr("Who codes blind…"),
        "conduct.state_share",
        (),
        When.STUDY,
        tip=tr("Everybody who begins a recording, or a share by draw; kept in the study."),
    ),
    Action("lock_time", tr("Study"), tr("Lock after…"), "guard.lock_time", (), When.STUDY),
    Action("lock", tr("Study"), tr("Lock now"), "locking.lock_now", ("Ctrl+Shift+L",), When.STUDY),
    Action(
        "protect",
        tr("Study"),
        tr("Make a copy with a passphrase…"),
        "passphrase.protect",
        (),
        When.IN_THE_CLEAR,
        tip=tr("Everything in the study, encrypted; the one of now stays until you delete its folder"),
    ),
    Action(
        "passphrase",
        tr("Study"),
        tr("Change the passphrase…"),
        "passphrase.change",
        (),
        When.ENCRYPTED,
        tip=tr("By whoever knows the one of now, or has the recovery key"),
    ),
    Action(
        "recovery",
        tr("Study"),
        tr("Another recovery key…"),
        "passphrase.renew_recovery",
        (),
        When.ENCRYPTED,
        tip=tr("In place of one that was lost or that somebody saw"),
    ),
    Action("undo", tr("Edit"), tr("Undo"), "undo", ("Ctrl+Z",), When.UNDO),
    Action("redo", tr("Edit"), tr("Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), When.REDO),
    Action(
        "remove",
        tr("Edit"),
        tr("Remove"),
        "editing.remove",
        ("Delete",),
        When.EVENT,
        tip=tr("Take the selected events out; one undo puts them back"),
    ),
    Action("change_event", tr("Edit"), tr("Change the selected events…"), "editing.change", ("F2",), When.EVENT),
    Action("copy_events", tr("Edit"), tr("Copy the selected events"), "editing.copy", ("Ctrl+C",), When.EVENT),
    Action("paste_events", tr("Edit"), tr("Paste them from this frame"), "editing.paste", ("Ctrl+V",)),
    Action(
        "duplicate_events",
        tr("Edit"),
        tr("Code them again from this frame"),
        "editing.duplicate",
        ("Ctrl+U",),
        When.EVENT,
    ),
    Action("split_event", tr("Edit"), tr("Split at this frame"), "editing.split", ("Ctrl+Shift+S",), When.EVENT),
    Action("merge_events", tr("Edit"), tr("Make one of the selected"), "editing.merge", ("Ctrl+M",), When.EVENT),
    Action("shift_events", tr("Edit"), tr("Move by…"), "editing.shift", ("Ctrl+Alt+Y",), When.EVENT),
    Action(
        "meet_before", tr("Edit"), tr("Onset to the neighbour before"), "editing.meet_before", ("Ctrl+[",), When.EVENT
    ),
    Action(
        "meet_after", tr("Edit"), tr("Offset to the neighbour after"), "editing.meet_after", ("Ctrl+]",), When.EVENT
    ),
    Action(
        "nudge_onset_back",
        tr("Edit"),
        tr("Its onset a frame earlier"),
        "review.times.onset_earlier",
        ("Alt+Left",),
        When.EVENT,
    ),
    Action(
        "nudge_onset_on",
        tr("Edit"),
        tr("Its onset a frame later"),
        "review.times.onset_later",
        ("Alt+Right",),
        When.EVENT,
    ),
    Action(
        "nudge_offset_back",
        tr("Edit"),
        tr("Its offset a frame earlier"),
        "review.times.offset_earlier",
        ("Alt+Shift+Left",),
        When.EVENT,
    ),
    Action(
        "nudge_offset_on",
        tr("Edit"),
        tr("Its offset a frame later"),
        "review.times.offset_later",
        ("Alt+Shift+Right",),
        When.EVENT,
    ),
    Action(
        "take_over", tr("Edit"), tr("Copy another's into my layer"), "editing.take_over", ("Ctrl+Shift+U",), When.EVENT
    ),
    Action("code_stretch", tr("Edit"), tr("Code the selected stretch…"), "editing.code_stretch", ("Ctrl+Return",)),
    Action("find", tr("Edit"), tr("Find events"), "find_events", ("Ctrl+F",), When.EVENTS),
    Action("find_replace", tr("Edit"), tr("Find and replace…"), "editing.find_replace", ("Ctrl+H",)),
    Action("next_event", tr("Edit"), tr("Next event"), "editing.next_event", ("Alt+Down",)),
    Action("previous_event", tr("Edit"), tr("Previous event"), "editing.previous_event", ("Alt+Up",)),
    Action(
        "next_alike", tr("Edit"), tr("Next event of this code"), "editing.next_alike", ("Ctrl+Alt+Down",), When.EVENT
    ),
    Action(
        "previous_alike",
        tr("Edit"),
        tr("Previous event of this code"),
        "editing.previous_alike",
        ("Ctrl+Alt+Up",),
        When.EVENT,
    ),
    Action("play", tr("Play"), tr("Play or pause"), "play.toggle_play", ("Space",)),
    Action("step", tr("Play"), tr("One frame on"), "play.step_on", ("Right",)),
    Action("back", tr("Play"), tr("One frame back"), "play.step_back", ("Left",)),
    Action("step10", tr("Play"), tr("Ten frames on"), "play.step_on_10", ("Shift+Right",)),
    Action("back10", tr("Play"), tr("Ten frames back"), "play.step_back_10", ("Shift+Left",)),
    Action("second", tr("Play"), tr("One second on"), "play.second_on", ("Ctrl+Right",)),
    Action("second_back", tr("Play"), tr("One second back"), "play.second_back", ("Ctrl+Left",)),
    # In both modes: while one codes by hand, a letter that the scheme has comes first.
    Action("shuttle_back", tr("Play"), tr("Slower, or a second back"), "play.shuttle_back", ("J",)),
    Action("shuttle_stop", tr("Play"), tr("Pause"), "play.shuttle_stop", ("K",)),
    Action("shuttle_on", tr("Play"), tr("Play, or faster"), "play.shuttle_on", ("L",)),
    Action("go_to_time", tr("Play"), tr("Go to time…"), "view.go_to_time", ("Ctrl+Alt+G",)),
    Action("first", tr("Play"), tr("First frame"), "play.go_first", ("Home",)),
    Action("last", tr("Play"), tr("Last frame"), "play.go_last", ("End",)),
    Action("slower", tr("Play"), tr("Slower"), "play.slower", ("-",)),
    Action("faster", tr("Play"), tr("Faster"), "play.faster", ("+", "=")),
    Action("mark_in", tr("Play"), tr("Mark in: select from this frame"), "play.mark_in", ("[",)),
    Action("mark_out", tr("Play"), tr("Mark out: select to this frame"), "play.mark_out", ("]",)),
    Action("next_sound", tr("Play"), tr("Next voice or sound"), "sounding.next_sound", ("Ctrl+Shift+Right",)),
    Action(
        "previous_sound", tr("Play"), tr("Previous voice or sound"), "sounding.previous_sound", ("Ctrl+Shift+Left",)
    ),
    Action("loop", tr("Play"), tr("Loop around the selection"), "play.toggle_loop", ("Shift+L",)),
    Action("sound", tr("Play"), tr("Sound"), "play.toggle_sound", ("M",), checkable=True),
    Action("accept", tr("Review"), tr("Accept"), "queue.accept", ("F",), When.TO_KEEP, KeyMode.REVIEW, repeats=False),
    Action("reject", tr("Review"), tr("Reject"), "queue.reject", ("D",), When.WAITS, KeyMode.REVIEW, repeats=False),
    Action(
        "skip", tr("Review"), tr("Leave for later"), "queue.skip", ("S",), When.WAITS, KeyMode.REVIEW, repeats=False
    ),
    *(
        Action(
            f"voice_{who}",
            tr("Review"),
            words,
            f"voices.{who}",
            (key,),
            When.VOICE,
            KeyMode.REVIEW,
            repeats=False,
        )
        for who, words, key in (
            ("child", tr("The voice is the child's"), "1"),
            ("caregiver", tr("The voice is the caregiver's"), "2"),
            ("other", tr("The voice is somebody else's"), "3"),
            ("several", tr("Several voices at once"), "4"),
            ("alike", tr("The same for all that follow of this kind"), "5"),
            ("suggested", tr("The voice is whose it is suggested to be"), "6"),
        )
    ),
    Action(
        "play_many",
        tr("Review"),
        tr("Play all of this kind, then decide at once"),
        "queue.play_many",
        ("Shift+A",),
        When.WAITS,
        KeyMode.REVIEW,
        repeats=False,
        tip=tr(
            "Those that were played are accepted by F, or rejected by D; S leaves one out, and one undo takes it back."
        ),
    ),
    Action(
        "play_all",
        tr("Review"),
        tr("Play all of this person, then decide at once"),
        "queue.play_all",
        ("Alt+Shift+A",),
        When.WAITS,
        KeyMode.REVIEW,
        repeats=False,
        tip=tr(
            "As with one kind, of every kind: in the selected part of the clip, else what follows close upon another."
        ),
    ),
    Action(
        "play_whole",
        tr("Review"),
        tr("Play through"),
        "queue.play_whole",
        ("Ctrl+Alt+A",),
        When.CLIP,
        repeats=False,
        tip=tr(
            "The whole clip, or its selected part, deciding on all that waits: F or the same key takes what was "
            "played, D says that one is not so, and it plays on; then once more, twice as fast, where something waited."
        ),
    ),
    Action(
        "faster_between",
        tr("Review"),
        tr("Twice as fast where nothing begins or ends"),
        "queue.toggle_faster_between",
        (),
        When.CLIP,
        checkable=True,
        tip=tr(
            "While the whole clip is played: begins and ends of what waits at your speed, all between twice as fast."
        ),
    ),
    Action("again", tr("Review"), tr("Play again"), "queue.again", ("A",), mode=KeyMode.REVIEW),
    Action(
        "accept_first",
        tr("Review"),
        tr("First only"),
        "queue.accept_first",
        ("Shift+F",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        repeats=False,
        tip=tr("Only the first act is so; of the answering one nothing is said yet"),
    ),
    Action(
        "reject_bid",
        tr("Review"),
        tr("The first act was not there"),
        "queue.reject_bid",
        ("Shift+D",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        repeats=False,
    ),
    Action(
        "reject_response",
        tr("Review"),
        tr("The answering act was not there"),
        "queue.reject_response",
        ("Shift+S",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        repeats=False,
    ),
    Action(
        "this_answers",
        tr("Review"),
        tr("The selected act answers it"),
        "queue.this_answers",
        ("T",),
        When.EXCHANGE,
        KeyMode.REVIEW,
    ),
    Action(
        "nothing_answers",
        tr("Review"),
        tr("Nothing answers it"),
        "queue.nothing_answers",
        ("Shift+T",),
        When.EXCHANGE,
        KeyMode.REVIEW,
    ),
    Action(
        "became",
        tr("Review"),
        tr("Outcome…"),
        "queue.ask_outcome",
        ("H",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        tip=tr("Say what became of it, where a rule cannot know: near by, not observable, no bid"),
    ),
    Action(
        "by_exchange", tr("Review"), tr("Work by exchange"), "queue.work_exchanges", ("Ctrl+1",), mode=KeyMode.REVIEW
    ),
    Action("by_act", tr("Review"), tr("Work by act"), "queue.work_acts", ("Ctrl+2",), mode=KeyMode.REVIEW),
    Action("by_code", tr("Review"), tr("Work by code"), "queue.work_codes", ("Ctrl+3",), mode=KeyMode.REVIEW),
    Action(
        "onset_earlier", tr("Review"), tr("Onset one frame earlier"), "queue.onset_earlier", ("Q",), mode=KeyMode.REVIEW
    ),
    Action("onset_later", tr("Review"), tr("Onset one frame later"), "queue.onset_later", ("W",), mode=KeyMode.REVIEW),
    Action(
        "offset_earlier",
        tr("Review"),
        tr("Offset one frame earlier"),
        "queue.offset_earlier",
        ("E",),
        mode=KeyMode.REVIEW,
    ),
    Action(
        "offset_later", tr("Review"), tr("Offset one frame later"), "queue.offset_later", ("R",), mode=KeyMode.REVIEW
    ),
    Action(
        "onset_here",
        tr("Review"),
        tr("Onset at this frame"),
        "queue.onset_here",
        ("Shift+Q",),
        mode=KeyMode.REVIEW,
    ),
    Action(
        "offset_here",
        tr("Review"),
        tr("Offset at this frame"),
        "queue.offset_here",
        ("Shift+R",),
        mode=KeyMode.REVIEW,
    ),
    Action("next", tr("Review"), tr("Next proposal"), "queue.next", ("C",), mode=KeyMode.REVIEW),
    Action("previous", tr("Review"), tr("Previous proposal"), "queue.previous", ("X",), mode=KeyMode.REVIEW),
    Action(
        "look_back",
        tr("Review"),
        tr("Look again at what was decided before"),
        "review.look_back",
        ("B",),
        mode=KeyMode.REVIEW,
    ),
    Action(
        "reopen",
        tr("Review"),
        tr("Decide again"),
        "queue.reopen",
        ("G",),
        When.DECIDED,
        KeyMode.REVIEW,
        repeats=False,
    ),
    Action("note", tr("Review"), tr("Write a note"), "write_note", ("N",), When.IN_HAND, KeyMode.REVIEW),
    Action(
        "confidence",
        tr("Review"),
        tr("Show how sure the rule is"),
        "review.show_confidence",
        ("V",),
        When.PROPOSAL,
        KeyMode.REVIEW,
    ),
    Action(
        "worth",
        tr("Review"),
        tr("What the proposals are worth here…"),
        "worth.show",
        ("Ctrl+Alt+V",),
        When.STUDY,
        tip=tr("Rule by rule: what was so, moved, not so and missed, the time it took, and a switch for each."),
    ),
    Action("coder", tr("Code"), tr("Coder…"), "study.ask_coder", ("Ctrl+K",), When.STUDY),
    Action("code_mode", tr("Code"), tr("Code by hand"), "coding.toggle_code_mode", ("Ctrl+D",), checkable=True),
    Action(
        "quiet",
        tr("Code"),
        tr("Quietly: my edges meet the proposals'"),
        "coding.toggle_quiet",
        ("Ctrl+Alt+Q",),
        When.CLIP,
        checkable=True,
        tip=tr("Proposals stand under your own codes; an edge within half a second of theirs moves onto it."),
    ),
    Action("end_under_way", tr("Code"), tr("End here what began last"), "coding.end_newest", (), When.UNDER_WAY),
    Action("forget_under_way", tr("Code"), tr("Forget what began last"), "coding.forget_newest", (), When.UNDER_WAY),
    Action("pass_choose", tr("Code"), tr("Work through a pass…"), "passes.choose", ("Ctrl+Alt+W",), When.CLIP),
    Action("pass_define", tr("Code"), tr("Define a pass…"), "passes.define", (), When.CLIP),
    Action("pass_next", tr("Code"), tr("Next event of the pass"), "passes.next", ("Ctrl+Down",), When.CLIP),
    Action("pass_leave", tr("Code"), tr("Leave the pass for now"), "passes.leave", ("Ctrl+Shift+Up",), When.CLIP),
    Action("pass_done", tr("Code"), tr("The pass is done"), "passes.done", ("Ctrl+Shift+Down",), When.CLIP),
    Action(
        "example",
        tr("Code"),
        tr("What this code means…"),
        "example.show",
        ("Ctrl+Alt+E",),
        tip=tr("The description of the code in hand, beside an example of your own."),
    ),
    Action(
        "trials",
        tr("Code"),
        tr("Trials and latencies from markers…"),
        "trials.open",
        ("Ctrl+Alt+T",),
        tip=tr("How soon after each marker an act came, trial by trial, and by a factor of the marker."),
    ),
    Action("lay_episodes", tr("Code"), tr("Lay planned episodes from here…"), "schemes.lay_episodes", ("Ctrl+T",)),
    Action(
        "schemes",
        tr("Code"),
        tr("Coding scheme…"),
        "schemes.choose",
        ("Ctrl+Shift+K",),
        When.STUDY,
        tip=tr("What is coded in this study: which codes, in which groups, on which keys."),
    ),
    Action(
        "practise",
        tr("Code"),
        tr("Practise against a gold standard…"),
        "training.practise",
        ("Ctrl+Alt+R",),
        tip=tr("Code a recording that somebody has coded before you, and see where you differ; nothing of it is data."),
    ),
    Action("training", tr("Code"), tr("Training report…"), "training.report", ("Ctrl+Alt+N",), When.STUDY),
    Action(
        "code_blind", tr("Code"), tr("Code this recording blind"), "conduct.code_blind", ("Ctrl+B",), When.NOT_BEGUN
    ),
    Action(
        "begin",
        tr("Code"),
        tr("Begin this recording, blind or not…"),
        "conduct.ask",
        ("Ctrl+Shift+O",),
        When.ASKED,
        tip=tr("Others have coded it: say whether you look at that before anything of it is shown."),
    ),
    Action("open_blind", tr("Code"), tr("End blind coding…"), "conduct.open_blind", ("Ctrl+Shift+B",), When.BLIND),
    Action(
        "begins_blind",
        tr("Code"),
        tr("Begin recordings blind"),
        "conduct.toggle_begins_blind",
        (),
        When.ALWAYS,
        checkable=True,
    ),
    Action("row_higher", tr("Timeline"), tr("Row: higher"), "rows.grow", ("Ctrl+Alt+PgUp",)),
    Action("row_lower", tr("Timeline"), tr("Row: lower"), "rows.shrink", ("Ctrl+Alt+PgDown",)),
    Action("row_up", tr("Timeline"), tr("Row: move up"), "rows.move_up", ("Ctrl+Alt+Shift+Up",)),
    Action("row_down", tr("Timeline"), tr("Row: move down"), "rows.move_down", ("Ctrl+Alt+Shift+Down",)),
    Action(
        "row_collapse", tr("Timeline"), tr("Row: collapse, or open again"), "rows.toggle_collapsed", ("Ctrl+Alt+X",)
    ),
    Action("row_colour", tr("Timeline"), tr("Row: colour…"), "rows.choose_colour"),
    Action("row_colour_usual", tr("Timeline"), tr("Row: colours of its codes"), "rows.usual_colour"),
    Action(
        "row_lock",
        tr("Timeline"),
        tr("Row: lock, or unlock"),
        "rows.toggle_locked",
        ("Ctrl+Alt+L",),
        tip=tr("On a locked row nothing changes, by no key and no command, until it is unlocked."),
    ),
    Action("row_hide", tr("Timeline"), tr("Row: hide"), "rows.hide", ("Ctrl+Alt+H",)),
    Action("rows_hidden", tr("Timeline"), tr("Show hidden rows…"), "rows.show_hidden", ("Ctrl+Alt+Shift+H",)),
    Action("rows_usual", tr("Timeline"), tr("All rows as at first"), "rows.as_at_first"),
    Action("zoom_hand", tr("Timeline"), tr("Zoom to what is in hand"), "view.zoom_to_hand", ("Ctrl+Alt+Z",)),
    Action("zoom_in", tr("Timeline"), tr("Timeline: closer"), "view.zoom_in", ("Ctrl++", "Ctrl+=")),
    Action("zoom_out", tr("Timeline"), tr("Timeline: wider"), "view.zoom_out", ("Ctrl+-",)),
    Action("zoom_all", tr("Timeline"), tr("Timeline: whole clip"), "view.zoom_all", ("Ctrl+0",)),
    Action("card", tr("Context"), tr("The caregiver's own side…"), "context.fill_card", ("Ctrl+Shift+C",)),
    Action("meeting", tr("Context"), tr("Where and when it was…"), "context.describe_meeting", ("Ctrl+Shift+M",)),
    Action("bring", tr("Context"), tr("Bring sleep or heart data…"), "context.bring_series", ("Ctrl+Shift+H",)),
    Action("own_words", tr("Context"), tr("Own words: practices, hours, lines…"), "context.say_own", ("Ctrl+Shift+W",)),
    Action("pause", tr("Context"), tr("A pause for you"), "context.pause", (), When.ALWAYS),
    Action("private_note", tr("Code"), tr("What do I notice in myself?…"), "private_note.write", ("Ctrl+J",)),
    Action("picture_in", tr("View"), tr("Picture: closer"), "view.picture_in", ("Ctrl+Alt+=", "Ctrl+Alt++")),
    Action("picture_out", tr("View"), tr("Picture: wider"), "view.picture_out", ("Ctrl+Alt+-",)),
    Action("picture_all", tr("View"), tr("Picture: whole"), "view.picture_all", ("Ctrl+Alt+0",)),
    Action("cameras_lie", tr("View"), tr("Cameras: next layout"), "stage.arrange_next", ("Ctrl+Alt+J",), When.CAMERAS),
    Action(
        "camera_large",
        tr("View"),
        tr("Cameras: next one large"),
        "stage.enlarge_next",
        ("Ctrl+Alt+M",),
        When.CAMERAS,
    ),
    Action("overlays", tr("View"), tr("Show who the models see"), "view.toggle_overlays", ("O",), checkable=True),
    Action(
        "joints",
        tr("View"),
        tr("Show hands and turns of heads"),
        "view.toggle_joints",
        ("Ctrl+Alt+O",),
        checkable=True,
        tip=tr("What the models measured of wrists and heads, drawn over the picture where it could be seen"),
    ),
    Action(
        "subtitles",
        tr("View"),
        tr("Subtitles from a tier…"),
        "subtitles.choose",
        ("Ctrl+Alt+B",),
        checkable=True,
        tip=tr("The codes or notes of a tier, over the picture as they happen"),
    ),
    Action("strips", tr("View"), tr("Show the measured signals"), "view.toggle_strips", ("Ctrl+G",), checkable=True),
    Action("wave", tr("View"), tr("Show the sound"), "view.toggle_wave", ("Ctrl+Alt+F",), checkable=True),
    Action(
        "spectrogram",
        tr("View"),
        tr("Show the spectrogram"),
        "view.toggle_spectrogram",
        ("Ctrl+Shift+G",),
        checkable=True,
    ),
    Action("proposals_shown", tr("View"), tr("Show proposals"), "view.toggle_proposals", ("P",), checkable=True),
    Action(
        "for_family",
        tr("View"),
        tr("For showing to the family"),
        "family.toggle",
        ("Ctrl+Shift+F",),
        When.STUDY,
        checkable=True,
    ),
    Action("text_larger", tr("View"), tr("Text larger"), "view.text_larger", ("Ctrl+Shift+.",), When.ALWAYS),
    Action("text_smaller", tr("View"), tr("Text smaller"), "view.text_smaller", ("Ctrl+Shift+,",), When.ALWAYS),
    Action("dark", tr("View"), tr("Dark"), "view.toggle_dark", ("Ctrl+Shift+D",), When.ALWAYS, checkable=True),
    Action(
        "contrast",
        tr("View"),
        tr("High contrast"),
        "view.toggle_contrast",
        ("Ctrl+Alt+D",),
        When.ALWAYS,
        checkable=True,
    ),
    Action(
        "as_system",
        tr("View"),
        tr("Light and dark as the system"),
        "view.toggle_system",
        (),
        When.ALWAYS,
        checkable=True,
    ),
    Action(
        "keep_look",
        tr("View"),
        tr("Keep theme, keys and last folders on this device"),
        "device_look.toggle",
        (),
        When.ALWAYS,
        checkable=True,
        tip=tr("Outside every study: light or dark, text size, which keys do what, and marks of folders; or nothing"),
    ),
    Action("language", tr("View"), tr("Language…"), "language.choose", (), When.ALWAYS),
    Action("dock_study", tr("View"), tr("The study's recordings"), "docks.toggle_study", ("Alt+0",), checkable=True),
    Action("dock_inspector", tr("View"), tr("What is in hand"), "docks.toggle_inspector", ("Alt+8",), checkable=True),
    Action("dock_timeline", tr("View"), tr("The timeline"), "docks.toggle_timeline", ("Alt+9",), checkable=True),
    Action("page", tr("View"), tr("This panel at full width"), "docks.toggle_page", ("F11",), checkable=True),
    Action("docks_first", tr("View"), tr("Panels as at first"), "docks.as_at_first", ()),
    Action("tab_review", tr("View"), tr("Panel: review"), "view.tab_review", ("Alt+1",), When.ALWAYS),
    Action("tab_people", tr("View"), tr("Panel: who is who"), "view.tab_people", ("Alt+2",), When.ALWAYS),
    Action("tab_events", tr("View"), tr("Panel: events"), "view.tab_events", ("Alt+3",), When.ALWAYS),
    Action("tab_exchanges", tr("View"), tr("Panel: exchanges"), "view.tab_exchanges", ("Alt+4",), When.ALWAYS),
    Action("tab_patterns", tr("View"), tr("Panel: patterns"), "view.tab_patterns", ("Alt+5",), When.ALWAYS),
    Action("tab_context", tr("View"), tr("Panel: context"), "view.tab_context", ("Alt+6",), When.ALWAYS),
    Action(
        "palette",
        tr("Help"),
        tr("Find anything to do…"),
        "palette_control.open",
        ("Ctrl+Shift+P",),
        When.ALWAYS,
        everywhere=True,
    ),
    Action(
        "first_steps",
        tr("Help"),
        tr("First steps"),
        "first_steps.toggle",
        (),
        When.ALWAYS,
        checkable=True,
        tip=tr("From a sample to a report in ten minutes, step by step, with a button for each"),
    ),
    Action("shortcuts", tr("Help"), tr("All keys"), "view.show_shortcuts", ("F1", "?"), When.ALWAYS),
    Action("keys", tr("Help"), tr("Choose keys…"), "keys.choose", ("Ctrl+Alt+K",), When.ALWAYS),
    Action("about", tr("Help"), tr("What this is"), "view.show_about", (), When.ALWAYS),
)


OF_THE_CARD = frozenset({When.TO_KEEP, When.WAITS, When.VOICE, When.EXCHANGE, When.PROPOSAL})
"""What is decided about is on the card: nothing is decided that nobody sees."""


def _nothing_to_see() -> bool:
    return True


def _at_once(act: Callable[[], None]) -> None:
    act()


class ActionSet:
    """The Qt actions made from the table, and what is enabled now.

    ``card_seen`` is asked before an action of the card: where it is not seen it comes to be, and nothing is done.
    ``after_edits`` is given what is about the event in hand, to be done once the study has answered every edit.
    """

    def __init__(
        self,
        window: QMainWindow,
        actions: Iterable[Action] = ACTIONS,
        *,
        card_seen: Callable[[], bool] = _nothing_to_see,
        after_edits: Callable[[Callable[[], None]], None] = _at_once,
    ) -> None:
        self._table: Mapping[str, Action] = {action.id: action for action in actions}
        self.qt: dict[str, QAction] = {}
        self._mode = KeyMode.REVIEW
        self._only: frozenset[str] | None = None
        self._updated: tuple[frozenset[When], KeyMode, frozenset[str] | None] | None = None
        for action in self._table.values():
            handler: Callable[[], None] = attrgetter(action.do)(window)
            item = QAction(action.text, window)
            item.setObjectName(action.id)
            item.setToolTip(action.tip or action.text.rstrip("…"))
            item.setStatusTip(action.tip)
            item.setCheckable(action.checkable)
            item.setAutoRepeat(action.repeats)
            if action.everywhere:  # but while a question is asked: its own window has the keyboard alone
                item.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            item.setShortcuts([QKeySequence(key) for key in action.keys])
            seen = card_seen if action.when in OF_THE_CARD else _nothing_to_see
            if action.when is When.EVENT:  # what a key coded comes in hand with the study's answer
                handler = partial(after_edits, handler)
            item.triggered.connect(lambda _checked=False, run=handler, seen=seen: run() if seen() else None)
            window.addAction(item)
            self.qt[action.id] = item
        self._bar = window.menuBar()
        self.menus = build_menus(self._bar, [(one.menu, self.qt[one.id]) for one in self.table])
        letter_menu_bar(self._bar, self.qt.values())
        self.draw_signs(window)
        KEYS.use({})

    def draw_signs(self, window: QMainWindow) -> None:
        """Draw the signs in the colours and at the size of the window's letters; anew when either is another."""
        size = sign_px(window.fontMetrics())
        for name, sign in SIGNS.items():
            if name in self.qt:
                self.qt[name].setIcon(glyph(sign, size, window.palette(), QPalette.ColorRole.WindowText))

    def use_keys(self, keys: Callable[[str], tuple[str, ...]]) -> None:
        """Let each action be done by the keys that ``keys`` gives for its id."""
        for name, item in self.qt.items():
            item.setShortcuts([QKeySequence(key) for key in keys(name)])
        letter_menu_bar(self._bar, self.qt.values())
        KEYS.use({usual: _now(n, usual, keys(one.id)) for one in self.table for n, usual in enumerate(one.keys)})

    def update(self, holds: frozenset[When], mode: KeyMode, *, only: frozenset[str] | None = None) -> None:
        """Enable what makes sense now, of ``only`` these where given; letters of the other mode are switched off."""
        if (holds, mode, only) == self._updated:
            return
        self._updated = holds, mode, only
        self._mode, self._only = mode, only
        for action in self._table.values():
            fits = action.mode in (None, mode) and (only is None or action.id in only)
            self.qt[action.id].setEnabled(fits and (action.when is When.ALWAYS or action.when in holds))

    def call(self, names: Mapping[str, str]) -> None:
        """Call entries by other words, by the id of their action, as buttons do for what is in hand."""
        for name, words in names.items():
            if words_of(self.qt[name]) != words:
                self.qt[name].setText(words)

    def why_not(self, key: QKeySequence) -> str:
        """Return why a key that has an action does nothing now; "" for a key that has none, or one that acts."""
        for name, item in self.qt.items():
            if not item.isEnabled() and key in item.shortcuts():
                return self.why_not_now(name)
        return ""

    def why_not_now(self, action_id: str) -> str:
        """Return why an action does nothing now, in a sentence; "" where it acts."""
        action = self._table[action_id]
        if self.qt[action_id].isEnabled():
            return ""
        name = f"“{action.text.rstrip('…')}”"
        if self._only is not None and action_id not in self._only:
            return tr("{name} is not there while the window is for the family.", name=name)
        if action.mode not in (None, self._mode):
            return tr(
                "{name} is for reviewing; {value} ends coding by hand.",
                name=name,
                value=self.keys_text("code_mode") or tr("Code by hand"),
            )
        return tr("{name} works when {when}.", name=name, when=action.when)

    @property
    def table(self) -> tuple[Action, ...]:
        """All actions, in the order of the menus."""
        return tuple(self._table.values())

    def keys_text(self, action_id: str) -> str:
        """Return the keys that do an action now, as a person reads them."""
        return tr(" or ").join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in self.qt[action_id].shortcuts()
        )


def keys_text(action: Action) -> str:
    """Return an action's keys as a person reads them."""
    return tr(" or ").join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in action.keys)


def _now(place: int, usual: str, keys: tuple[str, ...]) -> str:
    """Return what is said for a key that was ``usual`` at a place: itself where it stays, else the one there now."""
    chosen = [QKeySequence(key) for key in keys]
    if not chosen or QKeySequence(usual) in chosen:
        return usual if chosen else ""
    return chosen[min(place, len(chosen) - 1)].toString(QKeySequence.SequenceFormat.NativeText)
