"""The rules are chosen in words; their ids are said beside them, for those who cite them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from coder.exchanges.pairing import RULES
from ui.widgets.rule_box import RuleBox


def test_rules_are_offered_in_words_and_known_by_their_ids(qtbot):
    box = RuleBox()
    qtbot.addWidget(box)
    assert box.currentText() == "within 3 s of its onset"
    words = [box.itemText(place) for place in range(box.count())]
    assert len(set(words)) == len(RULES)
    assert not set(words) & set(RULES)
    for place, rule in enumerate(RULES):
        assert rule in box.itemData(place, Qt.ItemDataRole.ToolTipRole)
        box.choose(rule)
        assert box.rule.id == rule
        assert rule in box.toolTip()
    box.choose("a rule of a later version")
    assert box.rule.id == list(RULES)[-1]
