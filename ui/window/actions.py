"""Every action of the window as data: menus, shortcuts and the sheet of keys are made from one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


class KeyMode(StrEnum):
    """What single letters do: decide on proposals, or code by hand."""

    REVIEW = "review"
    CODE = "code"


class When(StrEnum):
    """What must be there for an action to make sense."""

    ALWAYS = "always"
    STUDY = "a study is open"
    CLIP = "a clip is shown"
    WAITS = "something that waits for a decision is in hand"
    PROPOSAL = "a proposal is in hand"
    VOICE = "a voice is in hand of whom nobody has said who it was"
    EVENT = "an event is in hand"
    DECIDED = "a decided proposal is in hand"
    EXCHANGE = "an exchange is in hand"
    IN_HAND = "a proposal or an event is in hand"
    SEVERAL = "the study has several recordings"
    CAMERAS = "the recording has several cameras"
    UNDO = "there is something to undo"
    REDO = "there is something to redo"
    NOT_BEGUN = "a recording is shown that the coder has not begun"
    BLIND = "the recording that is shown is coded blind"
    RUNNING = "an analysis runs"
    QUEUED = "an analysis runs or waits"


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
    checkable: bool = False
    repeats: bool = True
    tip: str = ""
    """What it is for, in a warm sentence; the text itself is the field's plain word."""


MENUS = ("File", "Study", "Edit", "Play", "Review", "Code", "Timeline", "Context", "View", "Help")

APART = frozenset(
    (
        "import",
        "agreement",
        "quit",
        "trail",
        "remove",
        "split_event",
        "find",
        "step",
        "first",
        "slower",
        "accept_first",
        "by_exchange",
        "onset_earlier",
        "next",
        "code_mode",
        "schemes",
        "code_blind",
        "private_note",
        "bring",
        "zoom_hand",
        "row_up",
        "row_collapse",
        "rows_hidden",
        "picture_in",
        "overlays",
        "text_larger",
        "dock_study",
        "tab_review",
    )
)
"""Actions that a line in their menu sets apart from those above."""

ACTIONS: tuple[Action, ...] = (
    Action("new", "File", "New study…", "study.new_study", ("Ctrl+N",), When.ALWAYS),
    Action("open", "File", "Open study…", "study.open_study", ("Ctrl+O",), When.ALWAYS),
    Action("add", "File", "Add a clip…", "study.add_clip", ("Ctrl+I",), When.STUDY),
    Action("camera_add", "File", "Add a further camera…", "cameras.add_camera", ()),
    Action(
        "camera_place",
        "File",
        "Place a camera on the clock…",
        "cameras.place_camera",
        (),
        When.CAMERAS,
        tip="Both pictures side by side: sound proposes, you nudge, mark and confirm.",
    ),
    Action("camera_name", "File", "Name a camera…", "cameras.name_camera", (), When.CAMERAS),
    Action("camera_remove", "File", "Take a camera out…", "cameras.remove_camera", (), When.CAMERAS),
    Action("previous_recording", "File", "Previous recording", "previous_recording", ("Ctrl+PgUp",), When.SEVERAL),
    Action("next_recording", "File", "Next recording", "next_recording", ("Ctrl+PgDown",), When.SEVERAL),
    Action("recordings", "File", "Choose a recording", "choose_recording", ("Ctrl+L",), When.SEVERAL),
    Action(
        "analyze",
        "File",
        "Analyse…",
        "study.analyze",
        ("Ctrl+R",),
        When.CLIP,
        tip="Let the models on this device look at the recording, and propose; you decide on each.",
    ),
    Action(
        "analyze_all",
        "File",
        "Analyse all recordings…",
        "study.analyze_all",
        (),
        When.STUDY,
        tip="Every recording without an analysis waits for its turn; you can go on working meanwhile.",
    ),
    Action("pause_analyses", "File", "Pause the analyses, or go on", "study.pause_or_resume", (), When.QUEUED),
    Action("stop", "File", "Stop the analysis", "study.stop_analysis", ("Ctrl+.",), When.RUNNING),
    Action("import", "File", "Import codes…", "interchange.import_codes", ("Ctrl+Shift+I",), When.STUDY),
    Action("export", "File", "Export events…", "exporting.export_events", ("Ctrl+E",), When.STUDY),
    Action("clip_out", "File", "Export a clip with faces blurred…", "clip_out.export_clip", ("Ctrl+Shift+E",)),
    Action(
        "agreement",
        "File",
        "Reliability…",
        "agreement.show_agreement",
        ("Ctrl+Alt+C",),
        When.STUDY,
        tip="Where two coders differ, moment by moment, and how far they agree.",
    ),
    Action(
        "consensus",
        "File",
        "Settle differences…",
        "consensus.open",
        ("Ctrl+Alt+S",),
        When.CLIP,
        tip="Two coders side by side, and one layer that is settled from both.",
    ),
    Action(
        "validity",
        "File",
        "Validity of proposals…",
        "validation.show_validity",
        ("Ctrl+Alt+I",),
        When.STUDY,
        tip="How right the models are in this study, code by code, beside what was coded blind.",
    ),
    Action(
        "calibration",
        "File",
        "Calibration…",
        "calibration.show_calibration",
        (),
        When.STUDY,
        tip="Let what was coded here move the thresholds of the rules; blind coding says whether it helps.",
    ),
    Action(
        "report",
        "File",
        "Report…",
        "report.show_report",
        ("Ctrl+P",),
        When.STUDY,
        tip="The mirror report: what was seen, to read together with the family or for research.",
    ),
    Action("quit", "File", "Quit", "close", ("Ctrl+Q",), When.ALWAYS),
    Action("purpose", "Study", "Purpose and retention…", "guard.state_purpose", ("Ctrl+Alt+P",), When.STUDY),
    Action("consent", "Study", "Who agreed…", "guard.who_agreed", ("Ctrl+Shift+A",)),
    Action("erase", "Study", "Erase this recording…", "guard.erase"),
    Action("trail", "Study", "What left this study…", "guard.show_trail", ("Ctrl+Shift+T",), When.STUDY),
    Action("lock_time", "Study", "Lock after…", "guard.lock_time", (), When.STUDY),
    Action("lock", "Study", "Lock now", "locking.lock_now", ("Ctrl+Shift+L",), When.STUDY),
    Action("undo", "Edit", "Undo", "undo", ("Ctrl+Z",), When.UNDO),
    Action("redo", "Edit", "Redo", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), When.REDO),
    Action("remove", "Edit", "Remove the selected events", "editing.remove", ("Delete",), When.EVENT),
    Action("change_event", "Edit", "Change the selected events…", "editing.change", ("F2",), When.EVENT),
    Action("copy_events", "Edit", "Copy the selected events", "editing.copy", ("Ctrl+C",), When.EVENT),
    Action("paste_events", "Edit", "Paste them from this frame", "editing.paste", ("Ctrl+V",)),
    Action("duplicate_events", "Edit", "Code them again from this frame", "editing.duplicate", ("Ctrl+U",), When.EVENT),
    Action("split_event", "Edit", "Split at this frame", "editing.split", ("Ctrl+Shift+S",), When.EVENT),
    Action("merge_events", "Edit", "Make one of the selected", "editing.merge", ("Ctrl+M",), When.EVENT),
    Action("shift_events", "Edit", "Move by…", "editing.shift", ("Ctrl+Alt+Y",), When.EVENT),
    Action("meet_before", "Edit", "Onset to the neighbour before", "editing.meet_before", ("Ctrl+[",), When.EVENT),
    Action("meet_after", "Edit", "Offset to the neighbour after", "editing.meet_after", ("Ctrl+]",), When.EVENT),
    Action("nudge_onset_back", "Edit", "Its onset a frame earlier", "review.onset_earlier", ("Alt+Left",), When.EVENT),
    Action("nudge_onset_on", "Edit", "Its onset a frame later", "review.onset_later", ("Alt+Right",), When.EVENT),
    Action(
        "nudge_offset_back",
        "Edit",
        "Its offset a frame earlier",
        "review.offset_earlier",
        ("Alt+Shift+Left",),
        When.EVENT,
    ),
    Action(
        "nudge_offset_on", "Edit", "Its offset a frame later", "review.offset_later", ("Alt+Shift+Right",), When.EVENT
    ),
    Action("take_over", "Edit", "Copy another's into my layer", "editing.take_over", ("Ctrl+Shift+U",), When.EVENT),
    Action("code_stretch", "Edit", "Code the selected stretch…", "editing.code_stretch", ("Ctrl+Return",)),
    Action("find", "Edit", "Find events", "find_events", ("Ctrl+F",)),
    Action("find_replace", "Edit", "Find and replace…", "editing.find_replace", ("Ctrl+H",)),
    Action("next_event", "Edit", "Next event", "editing.next_event", ("Alt+Down",)),
    Action("previous_event", "Edit", "Previous event", "editing.previous_event", ("Alt+Up",)),
    Action("next_alike", "Edit", "Next event of this code", "editing.next_alike", ("Ctrl+Alt+Down",), When.EVENT),
    Action(
        "previous_alike", "Edit", "Previous event of this code", "editing.previous_alike", ("Ctrl+Alt+Up",), When.EVENT
    ),
    Action("play", "Play", "Play or pause", "play.toggle_play", ("Space",)),
    Action("step", "Play", "One frame on", "play.step_on", ("Right",)),
    Action("back", "Play", "One frame back", "play.step_back", ("Left",)),
    Action("step10", "Play", "Ten frames on", "play.step_on_10", ("Shift+Right",)),
    Action("back10", "Play", "Ten frames back", "play.step_back_10", ("Shift+Left",)),
    Action("second", "Play", "One second on", "play.second_on", ("Ctrl+Right",)),
    Action("second_back", "Play", "One second back", "play.second_back", ("Ctrl+Left",)),
    Action("shuttle_back", "Play", "Slower, or a second back", "play.shuttle_back", ("J",), mode=KeyMode.REVIEW),
    Action("shuttle_stop", "Play", "Pause", "play.shuttle_stop", ("K",), mode=KeyMode.REVIEW),
    Action("shuttle_on", "Play", "Play, or faster", "play.shuttle_on", ("L",), mode=KeyMode.REVIEW),
    Action("go_to_time", "Play", "Go to time…", "view.go_to_time", ("Ctrl+Alt+G",)),
    Action("first", "Play", "First frame", "play.go_first", ("Home",)),
    Action("last", "Play", "Last frame", "play.go_last", ("End",)),
    Action("slower", "Play", "Slower", "play.slower", ("-",)),
    Action("faster", "Play", "Faster", "play.faster", ("+", "=")),
    Action("mark_in", "Play", "Mark in: select from this frame", "play.mark_in", ("[",)),
    Action("mark_out", "Play", "Mark out: select to this frame", "play.mark_out", ("]",)),
    Action("next_sound", "Play", "Next voice or sound", "sounding.next_sound", ("Ctrl+Shift+Right",)),
    Action("previous_sound", "Play", "Previous voice or sound", "sounding.previous_sound", ("Ctrl+Shift+Left",)),
    Action("loop", "Play", "Loop around the selection", "play.toggle_loop", ("Shift+L",)),
    Action("sound", "Play", "Sound", "play.toggle_sound", ("M",), checkable=True),
    Action("accept", "Review", "Accept", "queue.accept", ("F",), When.WAITS, KeyMode.REVIEW, repeats=False),
    Action("reject", "Review", "Reject", "queue.reject", ("D",), When.WAITS, KeyMode.REVIEW, repeats=False),
    Action("skip", "Review", "Leave for later", "queue.skip", ("S",), When.WAITS, KeyMode.REVIEW, repeats=False),
    *(
        Action(
            f"voice_{who}", "Review", words, f"review.voice_{who}", (key,), When.VOICE, KeyMode.REVIEW, repeats=False
        )
        for who, words, key in (
            ("child", "The voice is the child's", "1"),
            ("caregiver", "The voice is the caregiver's", "2"),
            ("other", "The voice is somebody else's", "3"),
            ("several", "Several voices at once", "4"),
            ("alike", "The same for all that follow of this kind", "5"),
            ("suggested", "The voice is whose it is suggested to be", "6"),
        )
    ),
    Action(
        "play_many",
        "Review",
        "Play all of this kind, then decide at once",
        "queue.play_many",
        ("Shift+A",),
        When.WAITS,
        KeyMode.REVIEW,
        repeats=False,
        tip="Those that were played are accepted by F, or rejected by D; S leaves one out, and one undo takes it back.",
    ),
    Action(
        "play_all",
        "Review",
        "Play all of this person, then decide at once",
        "queue.play_all",
        ("Alt+Shift+A",),
        When.WAITS,
        KeyMode.REVIEW,
        repeats=False,
        tip="As with one kind, of every kind: in the selected part of the clip, else what follows close upon another.",
    ),
    Action("again", "Review", "Play it again", "queue.again", ("A",), mode=KeyMode.REVIEW),
    Action(
        "accept_first",
        "Review",
        "Only the first act is so",
        "queue.accept_first",
        ("Shift+F",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        repeats=False,
    ),
    Action(
        "reject_bid",
        "Review",
        "The first act was not there",
        "queue.reject_bid",
        ("Shift+D",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        repeats=False,
    ),
    Action(
        "reject_response",
        "Review",
        "The answering act was not there",
        "queue.reject_response",
        ("Shift+S",),
        When.EXCHANGE,
        KeyMode.REVIEW,
        repeats=False,
    ),
    Action(
        "this_answers",
        "Review",
        "The selected act answers it",
        "queue.this_answers",
        ("T",),
        When.EXCHANGE,
        KeyMode.REVIEW,
    ),
    Action(
        "nothing_answers",
        "Review",
        "Nothing answers it",
        "queue.nothing_answers",
        ("Shift+T",),
        When.EXCHANGE,
        KeyMode.REVIEW,
    ),
    Action("became", "Review", "Say what became of it…", "queue.ask_outcome", ("H",), When.EXCHANGE, KeyMode.REVIEW),
    Action("by_exchange", "Review", "Work by exchange", "queue.work_exchanges", ("Ctrl+1",), mode=KeyMode.REVIEW),
    Action("by_act", "Review", "Work by act", "queue.work_acts", ("Ctrl+2",), mode=KeyMode.REVIEW),
    Action("by_code", "Review", "Work by code", "queue.work_codes", ("Ctrl+3",), mode=KeyMode.REVIEW),
    Action("onset_earlier", "Review", "Onset one frame earlier", "queue.onset_earlier", ("Q",), mode=KeyMode.REVIEW),
    Action("onset_later", "Review", "Onset one frame later", "queue.onset_later", ("W",), mode=KeyMode.REVIEW),
    Action("offset_earlier", "Review", "Offset one frame earlier", "queue.offset_earlier", ("E",), mode=KeyMode.REVIEW),
    Action("offset_later", "Review", "Offset one frame later", "queue.offset_later", ("R",), mode=KeyMode.REVIEW),
    Action("onset_here", "Review", "Onset at this frame", "review.onset_here", ("Shift+Q",), mode=KeyMode.REVIEW),
    Action("offset_here", "Review", "Offset at this frame", "review.offset_here", ("Shift+R",), mode=KeyMode.REVIEW),
    Action("next", "Review", "Next proposal", "queue.next", ("C",), mode=KeyMode.REVIEW),
    Action("previous", "Review", "Previous proposal", "queue.previous", ("X",), mode=KeyMode.REVIEW),
    Action(
        "look_back", "Review", "Look again at what was decided before", "review.look_back", ("B",), mode=KeyMode.REVIEW
    ),
    Action("reopen", "Review", "Decide it again", "queue.reopen", ("G",), When.DECIDED, KeyMode.REVIEW, repeats=False),
    Action("note", "Review", "Write a note", "write_note", ("N",), When.IN_HAND, KeyMode.REVIEW),
    Action(
        "confidence",
        "Review",
        "Show how sure the rule is",
        "review.show_confidence",
        ("V",),
        When.PROPOSAL,
        KeyMode.REVIEW,
    ),
    Action(
        "worth",
        "Review",
        "What the proposals are worth here…",
        "worth.show",
        ("Ctrl+Alt+V",),
        When.STUDY,
        tip="Rule by rule: what was so, moved, not so and missed, the time it took, and a switch for each.",
    ),
    Action("coder", "Code", "Coder…", "study.ask_coder", ("Ctrl+K",), When.STUDY),
    Action("code_mode", "Code", "Code by hand", "review.toggle_code_mode", ("Ctrl+D",), checkable=True),
    Action(
        "quiet",
        "Code",
        "Quietly: my edges meet the proposals'",
        "review.toggle_quiet",
        ("Ctrl+Alt+Q",),
        When.CLIP,
        checkable=True,
        tip="Proposals stand under your own codes; an edge within half a second of theirs moves onto it.",
    ),
    Action("pass_choose", "Code", "Work through a pass…", "passes.choose", ("Ctrl+Alt+W",), When.CLIP),
    Action("pass_define", "Code", "Define a pass…", "passes.define", (), When.CLIP),
    Action("pass_next", "Code", "Next event of the pass", "passes.next", ("Ctrl+Down",), When.CLIP),
    Action("pass_leave", "Code", "Leave the pass for now", "passes.leave", ("Ctrl+Shift+Up",), When.CLIP),
    Action("pass_done", "Code", "The pass is done", "passes.done", ("Ctrl+Shift+Down",), When.CLIP),
    Action(
        "example",
        "Code",
        "What this code means…",
        "example.show",
        ("Ctrl+Alt+E",),
        tip="The description of the code in hand, beside an example of your own.",
    ),
    Action(
        "trials",
        "Code",
        "Trials and latencies from markers…",
        "trials.open",
        ("Ctrl+Alt+T",),
        tip="How soon after each marker an act came, trial by trial, and by a factor of the marker.",
    ),
    Action("lay_episodes", "Code", "Lay planned episodes from here…", "schemes.lay_episodes", ("Ctrl+T",)),
    Action(
        "schemes",
        "Code",
        "Coding scheme…",
        "schemes.choose",
        ("Ctrl+Shift+K",),
        When.STUDY,
        tip="What is coded in this study: which codes, in which groups, on which keys.",
    ),
    Action(
        "practise",
        "Code",
        "Practise against a gold standard…",
        "training.practise",
        ("Ctrl+Alt+R",),
        tip="Code a recording that somebody has coded before you, and see where you differ; nothing of it is data.",
    ),
    Action("training", "Code", "Training report…", "training.report", ("Ctrl+Alt+N",), When.STUDY),
    Action("code_blind", "Code", "Code this recording blind", "conduct.code_blind", ("Ctrl+B",), When.NOT_BEGUN),
    Action("open_blind", "Code", "End blind coding…", "conduct.open_blind", ("Ctrl+Shift+B",), When.BLIND),
    Action(
        "begins_blind", "Code", "Begin recordings blind", "conduct.toggle_begins_blind", (), When.ALWAYS, checkable=True
    ),
    Action("row_higher", "Timeline", "Row: higher", "rows.grow", ("Ctrl+Alt+PgUp",)),
    Action("row_lower", "Timeline", "Row: lower", "rows.shrink", ("Ctrl+Alt+PgDown",)),
    Action("row_up", "Timeline", "Row: move up", "rows.move_up", ("Ctrl+Alt+Shift+Up",)),
    Action("row_down", "Timeline", "Row: move down", "rows.move_down", ("Ctrl+Alt+Shift+Down",)),
    Action("row_collapse", "Timeline", "Row: collapse, or open again", "rows.toggle_collapsed", ("Ctrl+Alt+X",)),
    Action("row_colour", "Timeline", "Row: colour…", "rows.choose_colour"),
    Action("row_colour_usual", "Timeline", "Row: colours of its codes", "rows.usual_colour"),
    Action(
        "row_lock",
        "Timeline",
        "Row: lock, or unlock",
        "rows.toggle_locked",
        ("Ctrl+Alt+L",),
        tip="On a locked row nothing changes, by no key and no command, until it is unlocked.",
    ),
    Action("row_hide", "Timeline", "Row: hide", "rows.hide", ("Ctrl+Alt+H",)),
    Action("rows_hidden", "Timeline", "Show hidden rows…", "rows.show_hidden", ("Ctrl+Alt+Shift+H",)),
    Action("rows_usual", "Timeline", "All rows as at first", "rows.as_at_first"),
    Action("zoom_hand", "Timeline", "Zoom to what is in hand", "view.zoom_to_hand", ("Ctrl+Alt+Z",)),
    Action("card", "Context", "The caregiver's own side…", "context.fill_card", ("Ctrl+Shift+C",)),
    Action("meeting", "Context", "Where and when it was…", "context.describe_meeting", ("Ctrl+Shift+M",)),
    Action("bring", "Context", "Bring sleep or heart data…", "context.bring_series", ("Ctrl+Shift+H",)),
    Action("own_words", "Context", "Own words: practices, hours, lines…", "context.say_own", ("Ctrl+Shift+W",)),
    Action("pause", "Context", "A pause for you", "context.pause", (), When.ALWAYS),
    Action("private_note", "Code", "What do I notice in myself?…", "private_note.write", ("Ctrl+J",)),
    Action("zoom_in", "View", "Timeline: closer", "view.zoom_in", ("Ctrl++", "Ctrl+=")),
    Action("zoom_out", "View", "Timeline: wider", "view.zoom_out", ("Ctrl+-",)),
    Action("zoom_all", "View", "Timeline: whole clip", "view.zoom_all", ("Ctrl+0",)),
    Action("picture_in", "View", "Picture: closer", "view.picture_in", ("Ctrl+Alt+=", "Ctrl+Alt++")),
    Action("picture_out", "View", "Picture: wider", "view.picture_out", ("Ctrl+Alt+-",)),
    Action("picture_all", "View", "Picture: whole", "view.picture_all", ("Ctrl+Alt+0",)),
    Action("cameras_lie", "View", "Cameras: lie otherwise", "stage.arrange_next", ("Ctrl+Alt+J",), When.CAMERAS),
    Action("camera_large", "View", "Cameras: the next one large", "stage.enlarge_next", ("Ctrl+Alt+M",), When.CAMERAS),
    Action("overlays", "View", "Show who the models see", "view.toggle_overlays", ("O",), checkable=True),
    Action("strips", "View", "Show the measured signals", "view.toggle_strips", ("Ctrl+G",), checkable=True),
    Action("wave", "View", "Show the sound", "view.toggle_wave", ("Ctrl+Alt+F",), checkable=True),
    Action("spectrogram", "View", "Show the spectrogram", "view.toggle_spectrogram", ("Ctrl+Shift+G",), checkable=True),
    Action("proposals_shown", "View", "Show proposals", "view.toggle_proposals", ("P",), checkable=True),
    Action(
        "for_family",
        "View",
        "For showing to the family",
        "family.toggle",
        ("Ctrl+Shift+F",),
        When.STUDY,
        checkable=True,
    ),
    Action("text_larger", "View", "Text larger", "view.text_larger", ("Ctrl+Shift+=", "Ctrl+Shift++"), When.ALWAYS),
    Action("text_smaller", "View", "Text smaller", "view.text_smaller", ("Ctrl+Shift+-", "Ctrl+Shift+_"), When.ALWAYS),
    Action("dark", "View", "Dark", "view.toggle_dark", ("Ctrl+Shift+D",), When.ALWAYS, checkable=True),
    Action("contrast", "View", "High contrast", "view.toggle_contrast", ("Ctrl+Alt+D",), When.ALWAYS, checkable=True),
    Action("as_system", "View", "Light and dark as the system", "view.toggle_system", (), When.ALWAYS, checkable=True),
    Action("language", "View", "Language…", "language.choose", (), When.ALWAYS),
    Action("dock_study", "View", "The study's recordings", "docks.toggle_study", ("Alt+0",), checkable=True),
    Action("dock_inspector", "View", "The inspector", "docks.toggle_inspector", ("Alt+8",), checkable=True),
    Action("dock_timeline", "View", "The timeline", "docks.toggle_timeline", ("Alt+9",), checkable=True),
    Action("page", "View", "This panel at full width", "docks.toggle_page", ("F11",), checkable=True),
    Action("docks_first", "View", "Panels as at first", "docks.as_at_first", ()),
    Action("tab_review", "View", "Panel: review", "view.tab_review", ("Alt+1",), When.ALWAYS),
    Action("tab_people", "View", "Panel: who is who", "view.tab_people", ("Alt+2",), When.ALWAYS),
    Action("tab_events", "View", "Panel: events", "view.tab_events", ("Alt+3",), When.ALWAYS),
    Action("tab_exchanges", "View", "Panel: exchanges", "view.tab_exchanges", ("Alt+4",), When.ALWAYS),
    Action("tab_patterns", "View", "Panel: patterns", "view.tab_patterns", ("Alt+5",), When.ALWAYS),
    Action("tab_context", "View", "Panel: context", "view.tab_context", ("Alt+6",), When.ALWAYS),
    Action("palette", "Help", "Find anything to do…", "palette_control.open", ("Ctrl+Shift+P",), When.ALWAYS),
    Action("shortcuts", "Help", "All keys", "view.show_shortcuts", ("F1", "?"), When.ALWAYS),
    Action("keys", "Help", "Choose keys…", "keys.choose", ("Ctrl+Alt+K",), When.ALWAYS),
    Action("about", "Help", "What this is", "view.show_about", (), When.ALWAYS),
)


class ActionSet:
    """The Qt actions made from the table, and what is enabled now."""

    def __init__(self, window: QMainWindow, actions: Iterable[Action] = ACTIONS) -> None:
        self._table: Mapping[str, Action] = {action.id: action for action in actions}
        self.qt: dict[str, QAction] = {}
        self._mode = KeyMode.REVIEW
        self._only: frozenset[str] | None = None
        menus = {name: QMenu(name, window) for name in MENUS}
        for menu in menus.values():
            menu.setToolTipsVisible(True)
            window.menuBar().addMenu(menu)
        for action in self._table.values():
            handler: Callable[[], None] = attrgetter(action.do)(window)
            item = QAction(action.text, window)
            item.setObjectName(action.id)
            item.setToolTip(action.tip or action.text.rstrip("…"))
            item.setStatusTip(action.tip)
            item.setCheckable(action.checkable)
            item.setAutoRepeat(action.repeats)
            item.setShortcuts([QKeySequence(key) for key in action.keys])
            item.triggered.connect(lambda _checked=False, run=handler: run())
            if action.id in APART:
                menus[action.menu].addSeparator()
            menus[action.menu].addAction(item)
            window.addAction(item)
            self.qt[action.id] = item
        self.menus = menus

    def use_keys(self, keys: Callable[[str], tuple[str, ...]]) -> None:
        """Let each action be done by the keys that ``keys`` gives for its id."""
        for name, item in self.qt.items():
            item.setShortcuts([QKeySequence(key) for key in keys(name)])

    def update(self, holds: frozenset[When], mode: KeyMode, *, only: frozenset[str] | None = None) -> None:
        """Enable what makes sense now, of ``only`` these where given; letters of the other mode are switched off."""
        self._mode, self._only = mode, only
        for action in self._table.values():
            fits = action.mode in (None, mode) and (only is None or action.id in only)
            self.qt[action.id].setEnabled(fits and (action.when is When.ALWAYS or action.when in holds))

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
            return f"{name} is not there while the window is for the family."
        if action.mode not in (None, self._mode):
            return f"{name} is for reviewing; {self.keys_text('code_mode') or 'Code by hand'} ends coding by hand."
        return f"{name} works when {action.when}."

    @property
    def table(self) -> tuple[Action, ...]:
        """All actions, in the order of the menus."""
        return tuple(self._table.values())

    def keys_text(self, action_id: str) -> str:
        """Return the keys that do an action now, as a person reads them."""
        return " or ".join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in self.qt[action_id].shortcuts()
        )


def keys_text(action: Action) -> str:
    """Return an action's keys as a person reads them."""
    return " or ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in action.keys)
