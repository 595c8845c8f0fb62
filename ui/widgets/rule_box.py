"""RuleBox: which response answers a bid, to choose in words; the rule's id is said beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from coder.exchanges.pairing import RULES, Rule
from coder.exchanges.rule_words import rule_words
from coder.vocabulary.language import tr
from ui.widgets.choice_box import ChoiceBox

USUAL_RULE = "prompt-3s"
_LEAST_CHARS = 14


class RuleBox(ChoiceBox):
    """The named rules; ``prompt-3s`` where nobody has chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("which response answers a bid"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_CHARS)
        for place, rule in enumerate(RULES.values()):
            self.addItem(rule_words(rule), rule.id)
            self.setItemData(place, _whole(rule), Qt.ItemDataRole.ToolTipRole)
        self.currentIndexChanged.connect(lambda _: self.setToolTip(_whole(self.rule)))
        self.choose(USUAL_RULE)

    @property
    def rule(self) -> Rule:
        """The rule that is chosen."""
        return RULES[str(self.currentData())]

    def choose(self, rule: str) -> None:
        """Choose a rule by its id; one that is not known changes nothing."""
        place = self.findData(rule)
        if place >= 0:
            self.setCurrentIndex(place)


def _whole(rule: Rule) -> str:
    return tr("{words}: the rule {rule} ({source})", words=rule_words(rule), rule=rule.id, source=rule.source)
