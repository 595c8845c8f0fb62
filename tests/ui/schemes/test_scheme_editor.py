"""A scheme is changed in the window: codes, keys, modifiers, subjects; what it touches is said before it is done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QScrollArea, QStyleOptionViewItem, QTableWidgetItem

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.modifiers import modifier_of
from coder.vocabulary.scheme import Role, SchemeSubject, builtin_scheme, load_scheme
from coder.vocabulary.scheme_text import scheme_toml
from tests.coder.media.clipmaker import make_clip
from tests.coder.test_modifiers import TOYS
from ui.operations.modifier_prompt import ModifierPrompt
from ui.schemes.code_form import COLUMNS, CodeForm
from ui.schemes.scheme_draft import SchemeDraft, id_for
from ui.schemes.scheme_editor import SchemeEditor
from ui.schemes.schemes_dialog import SchemesDialog
from ui.window.dialog_shape import shape
from ui.window.screen_room import keep_on_screen

SMALL = QRect(0, 28, 1272, 652)


@pytest.fixture
def window(empty_window, tmp_path, qtbot):
    with Project.create(tmp_path / "study", scheme_texts=[TOYS]) as project:
        project.add_recording(make_clip(tmp_path / "clip.mp4"))
        project.apply(AddEvent("r1", "child", "touches", 0, 0), coder="kim")
    empty_window.session.coder = "kim"
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    return empty_window


def editor_of(window, qtbot, scheme: str) -> SchemeEditor:
    window.actions_set.qt["schemes"].trigger()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(SchemesDialog)), timeout=5_000)
    dialog = next(d for d in window.findChildren(SchemesDialog) if d.isVisible())
    rows = [dialog.list.item(n).data(Qt.ItemDataRole.UserRole) for n in range(dialog.list.count())]
    dialog.list.setCurrentRow(rows.index(scheme))
    dialog._ask_edit()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(SchemeEditor)), timeout=5_000)
    return next(d for d in window.findChildren(SchemeEditor) if d.isVisible())


def shown_editor(window) -> SchemeEditor | None:
    return next((d for d in window.findChildren(SchemeEditor) if d.isVisible()), None)


def question(window, qtbot) -> QMessageBox:
    qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(QMessageBox)), timeout=5_000)
    return next(b for b in window.findChildren(QMessageBox) if b.isVisible())


def test_a_change_is_a_new_version_that_says_what_it_touches(window, qtbot):
    editor = editor_of(window, qtbot, "toys")
    editor.form.id.setText("grasps")
    editor.form.key.setText("G")
    editor.form.modifiers.setItem(0, COLUMNS.index("values"), QTableWidgetItem("left; right; both; mouth"))
    editor.form.modifiers.setItem(0, COLUMNS.index("keys"), QTableWidgetItem("lrbm"))
    editor.add()
    editor.form.label.setText("sings")
    editor.form.id.setText("sings")
    editor.form.key.setText("h")
    editor.add_subject(SchemeSubject(Role.OTHER, "Robot", "0"))
    editor.save()
    assert "gives the key 'h' to “holds” of child and to “sings” of child" in editor.wrong.text()
    editor.form.key.setText("s")
    editor.save()
    box = question(window, qtbot)
    became = "“touches” of child (child/touches) becomes “touches” of child (child/grasps): 1 event follows."
    assert became in box.text()
    assert "New: “sings” of child." in box.text()
    assert "New subjects: other Robot." in box.text()
    box.reject()  # on second thoughts: all of it is still there to be looked at
    qtbot.waitUntil(lambda: shown_editor(window) is not None, timeout=5_000)
    again = shown_editor(window)
    assert [one.code.id for one in again.draft.codes] == ["grasps", "holds", "sings"]
    again.save()
    box = question(window, qtbot)
    with qtbot.waitSignal(window.schemes.told, timeout=5_000) as told:
        next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole).click()
    assert f"version 2. {became}" in told.args[0]
    qtbot.waitUntil(lambda: window.session.state.events[0].code == "grasps", timeout=5_000)
    scheme = window.session.study.scheme
    assert {code.id: code.scheme for code in scheme.codes} == {
        "grasps": "toys@2",
        "holds": "toys@2",
        "sings": "toys@2",
    }
    assert scheme.code(Role.CHILD, "grasps").modifiers[0].values == ("left", "right", "both", "mouth")
    assert [one.id for one in scheme.subjects] == ["other:Robot"]
    assert window.session.state.events[0].code == "grasps"


@pytest.mark.parametrize("keys", ["w; n; h", "w n h", "w,n,h", "wnh", " W;N;H "])
def test_the_keys_of_modifiers_may_be_parted_as_values_are(keys):
    read = modifier_of({"name": "hand", "values": ["w", "n", "h"], "keys": keys}, "reaches")
    assert read.keys == "wnh"


def test_a_value_without_a_key_leaves_the_others_theirs_in_the_editor_and_at_coding(qtbot):
    raw = {"name": "target", "values": ["toy", "face", "away"], "keys": "t; f; ", "description": "at what"}
    code = replace(builtin_scheme().codes[0], modifiers=(modifier_of(raw, "gaze"),))
    form = CodeForm()
    qtbot.addWidget(form)
    form.show_code(code, ())
    assert form.code().modifiers == code.modifiers
    again = load_scheme(scheme_toml(replace(builtin_scheme(), codes=(code,), fits=())))
    assert again.codes[0].modifiers == code.modifiers
    prompt = ModifierPrompt("r1", "child", code.id, 0, code.modifiers)
    assert "T toy · F face · 1 away" in prompt.words
    edit = prompt.key("1")
    assert edit is not None
    assert edit.modifiers == (("target", "away"),)


def test_keys_that_do_not_go_with_the_values_say_how_they_are_written():
    with pytest.raises(SchemeError, match="“w; n” to 3 values; give each one key of its own, as in 1; 2; 3"):
        modifier_of({"name": "hand", "values": ["w", "n", "h"], "keys": "w; n"}, "reaches")


def test_the_list_of_codes_follows_what_is_typed(window, qtbot):
    editor = editor_of(window, qtbot, "toys")
    editor.add()
    form = editor.form
    form.label.selectAll()
    qtbot.keyClicks(form.label, "speaks")
    qtbot.keyClicks(form.key, "s")
    form.role.setFocus()
    form.role.setCurrentIndex(form.role.findData(Role.CAREGIVER))
    form.role.activated.emit(form.role.currentIndex())
    assert editor.list.currentItem().text() == "caregiver: speaks  [S]"


def test_what_only_adds_codes_is_kept_without_a_question(window, qtbot):
    editor = editor_of(window, qtbot, "toys")
    qtbot.mouseClick(next(b for b in editor.findChildren(QPushButton) if b.text() == "Add"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(editor.focusWidget(), "sings")
    assert editor.list.currentItem().text() == "child: sings"  # it follows what is typed
    qtbot.mouseClick(
        next(b for b in editor.findChildren(QPushButton) if b.text() == "Add a modifier"), Qt.MouseButton.LeftButton
    )
    table = editor.form.modifiers
    assert table.isAncestorOf(editor.focusWidget())  # the first cell waits to be typed in
    for column, text in (("name", "how"), ("values", "softly; aloud")):
        table.item(0, COLUMNS.index(column)).setText(text)
    with qtbot.waitSignal(window.schemes.told, timeout=5_000) as told:
        editor.save()
        assert editor.wrong.text() == ""
    assert "New: “sings” of child." in told.args[0]
    (how,) = window.session.study.scheme.code(Role.CHILD, "sings").modifiers
    assert (how.name, how.values) == ("how", ("softly", "aloud"))


def test_ones_own_begins_from_a_template(window, qtbot):
    editor = editor_of(window, qtbot, "presence")
    editor.title.setText("Presence as we see it")
    assert (editor.draft.id, editor.draft.version, editor.draft.renames) == ("presence_2", 1, {})
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        editor.save()
    assert "Presence as we see it" in window.session.study.scheme.title


def test_ones_own_begins_from_nothing_and_what_has_no_key_is_said(window, qtbot):
    window.actions_set.qt["schemes"].trigger()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(SchemesDialog)), timeout=5_000)
    dialog = next(d for d in window.findChildren(SchemesDialog) if d.isVisible())
    qtbot.mouseClick(dialog.new_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(SchemeEditor)), timeout=5_000)
    editor = next(d for d in window.findChildren(SchemeEditor) if d.isVisible())
    assert [one.code.label for one in editor.draft.codes] == ["code 1"]
    editor.title.setText("Mine")
    editor.form.label.setText("stacks")
    editor.form.id.setText("stacks")
    with qtbot.waitSignal(window.schemes.told, timeout=5_000) as told:
        editor.save()
    assert told.args == [
        "Coded from now on: “Mine”. 1 code has no key: a double click in the list of Code by hand codes it."
    ]
    assert window.session.study.scheme.has(Role.CHILD, "stacks")


@pytest.mark.parametrize(("name", "id_"), [("Touches toy", "touches_toy"), ("rückt 2", "ruckt_2"), ("看", "")])
def test_an_id_is_made_of_a_name_where_it_has_letters_for_one(name, id_):
    assert id_for(name) == id_


def test_the_id_of_a_new_code_follows_its_name_until_somebody_types_one(qtbot):
    form = CodeForm()
    qtbot.addWidget(form)
    new = SchemeDraft.empty(frozenset()).codes[0]
    form.show_code(new.code, (), id_follows=new.id_follows)
    form.label.clear()
    qtbot.keyClicks(form.label, "Touches toy")
    assert form.code().id == "touches_toy"
    form.id.clear()
    qtbot.keyClicks(form.id, "grasp")
    qtbot.keyClicks(form.label, "s")
    assert form.code().id == "grasp"
    new.code = form.code()
    form.show_code(new.code, (), id_follows=new.id_follows)  # it has an id: another label is another word for it
    qtbot.keyClicks(form.label, "!")
    assert form.code().id == "grasp"


def test_with_twice_the_text_on_a_small_screen_it_scrolls_down_and_never_sideways(qapp, qtbot):
    font, larger = qapp.font(), qapp.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(larger)
    try:
        editor = SchemeEditor(SchemeDraft.changing(builtin_scheme()), None)
        qtbot.addWidget(editor)
        shape(editor, SMALL)
        keep_on_screen(editor, SMALL)
        editor.show()
        areas = [area for area in editor.findChildren(QScrollArea) if area.widget() is not None]
        assert areas
        assert [area.horizontalScrollBar().maximum() for area in areas] == [0] * len(areas)
    finally:
        qapp.setFont(font)


def test_the_id_of_a_saved_code_follows_until_it_was_coded_with_and_ids_of_models_stay():
    named = replace(builtin_scheme().codes[0], id="code_1", label="", role=Role.CHILD)
    reach = next(code for code in builtin_scheme().codes if code.id == "reach")
    scheme = replace(builtin_scheme(), codes=(named, replace(reach, label="reach")), fits=())
    fresh, coded = (SchemeDraft.changing(scheme, held) for held in ((), {(Role.CHILD, "code_1")}))
    assert [one.id_follows for one in fresh.codes] == [True, False]
    assert [one.id_follows for one in coded.codes] == [False, False]


def test_a_modifier_is_chosen_from_words_and_a_row_that_was_left_empty_is_none(qtbot):
    form = CodeForm()
    qtbot.addWidget(form)
    form.show_code(builtin_scheme().codes[0], ())
    form._begin_row()
    assert form.code().modifiers == ()
    table = form.modifiers
    kind = table.model().index(0, COLUMNS.index("kind"))
    delegate = table.itemDelegateForColumn(kind.column())
    box = delegate.createEditor(table, QStyleOptionViewItem(), kind)
    assert [box.itemText(n) for n in range(box.count())] == ["one", "several", "number", "text"]
    table.item(0, COLUMNS.index("values")).setText("left; right")
    with pytest.raises(SchemeError, match=r"A modifier of .* has no name"):
        form.code()
    table.item(0, 0).setText("hand")
    box.setCurrentText("number")
    delegate.setModelData(box, table.model(), kind)
    with pytest.raises(SchemeError, match=r"'hand' of .* is a number or text, which has no list"):
        form.code()


def test_a_study_knows_which_codes_were_coded_with(window, qtbot):
    editor = editor_of(window, qtbot, "toys")
    assert {one.code.id: one.coded for one in editor.draft.codes} == {"touches": True, "holds": False}


def test_a_code_s_colour_is_seen_and_the_values_of_a_modifier_are_read_whole(qtbot):
    form = CodeForm()
    qtbot.addWidget(form)
    values = ("left hand", "right hand", "both hands", "another's hand", "nobody's hand")
    code = builtin_scheme("first_path").codes[0]
    with_hand = replace(code, colour="#0072b2", modifiers=(modifier_of({"name": "hand", "values": list(values)}, "x"),))
    form.resize(720, 700)
    form.show_code(with_hand, ["acts"])
    form.show()
    qtbot.waitExposed(form)
    assert form.patch.grab().toImage().pixelColor(form.patch.rect().center()).name() == "#0072b2"
    form.colour.setText("#cc79")  # while it is being typed
    assert not form.patch.holds
    assert "no colour" in form.patch.accessibleName()
    table, column = form.modifiers, COLUMNS.index("values")
    lines = table.fontMetrics().boundingRect(
        QRect(0, 0, table.columnWidth(column), 10_000), Qt.TextFlag.TextWordWrap, table.item(0, column).text()
    )
    assert table.rowHeight(0) >= lines.height()
