"""RuleBox: which response answers a bid, to choose in words; the rule's id is said beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from coder.exchanges.pairing import RULES, Anchor, Rule
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS
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


def rule_words(rule: Rule) -> str:
    """Say in a few words what a rule takes for an answer."""
    seconds = rule.window_us / MICROS
    if rule.adjacent:
        return tr("next turn within {seconds:g} s", seconds=seconds)
    if rule.anchor is Anchor.ONSET:
        return tr("within {seconds:g} s of its onset", seconds=seconds)
    if rule.overlap_us:
        return tr(
            "{seconds:g} s from its end, or {overlap:g} s before", seconds=seconds, overlap=rule.overlap_us / MICROS
        )
    return tr("within {seconds:g} s of its end", seconds=seconds)


def _whole(rule: Rule) -> str:
    return tr("{words}: the rule {rule} ({source})", words=rule_words(rule), rule=rule.id, source=rule.source)
