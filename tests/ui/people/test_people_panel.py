"""Who is who says why a role is suggested, until a human has settled it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel

from coder.study.edits.coding import SetRole
from tests.coder.test_family_roles import family_of
from ui.people.people_panel import PeoplePanel


def shown(panel: PeoplePanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def test_the_reason_stands_beside_the_person_until_it_is_settled(tmp_path, qtbot):
    with family_of(tmp_path, 1) as project:
        panel, after = PeoplePanel(), PeoplePanel()
        for one in (panel, after):
            qtbot.addWidget(one)
        panel.show_state(project.state("r1"))
        assert any("No role suggested (size does not say who is the child)." in text for text in shown(panel))
        assert "Person A" in shown(panel)
        project.apply(SetRole("r1", "A", "caregiver"), coder="kim")
        after.show_state(project.state("r1"))
        assert all("No role suggested" not in text for text in shown(after))


def test_whom_the_scheme_names_can_be_chosen_at_once(tmp_path, qtbot):
    with family_of(tmp_path, 1) as project:
        panel = PeoplePanel()
        qtbot.addWidget(panel)
        panel.names = lambda: ("child:Ama", "caregiver:Kim")
        panel.show_state(project.state("r1"))
        box = next(one for one in panel.findChildren(QComboBox) if one.accessibleName() == "role of person B")
        listed = [box.itemText(n) for n in range(box.count())]
        assert listed[1:5] == ["child", "child Ama", "child, by a pseudonym…", "caregiver"]
        with qtbot.waitSignal(panel.role_chosen) as chosen:
            box.activated.emit(box.findData("child:Ama"))
        assert chosen.args == ["B", "child:Ama"]
        project.apply(SetRole("r1", "B", "child:Ama"), coder="kim")
        panel.show_state(project.state("r1"))
        assert box.currentText() == "child Ama"
