"""Which rules propose nothing to which coder: switched off and on again by themselves, and kept with its date."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from coder.privacy.audit_log import AuditedAct
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Draft, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import role_of

_FACT = "rule switches"


@dataclass(frozen=True, slots=True)
class RuleSwitch:
    """One switching, never rewritten: ``rule`` is a rule's name of one code, such as ``smile child/smile``."""

    coder: str
    rule: str
    shown: bool
    at: str


class RuleSwitches:
    """What each coder of one open study has switched off. The rule goes on for everybody else, and no event changes."""

    def __init__(self, db: Database, trail: AuditTrail) -> None:
        self._db, self._trail = db, trail

    @property
    def all(self) -> tuple[RuleSwitch, ...]:
        """Every switching, the oldest first."""
        row = self._db.get("facts", _FACT)
        return tuple(RuleSwitch(**one) for one in json.loads(str(row["value"]))) if row is not None else ()

    def off(self, coder: str) -> frozenset[str]:
        """Return the rules that propose nothing to a coder now."""
        last = {switch.rule: switch.shown for switch in self.all if switch.coder == coder}
        return frozenset(rule for rule, shown in last.items() if not shown)

    def switch(self, coder: str, rules: Iterable[str], *, shown: bool) -> tuple[str, ...]:
        """Let rules propose to a coder, or no longer; return those that were not so before."""
        name = coder_name(coder)
        with self._db.transaction():
            off = self.off(name)
            changed = tuple(rule for rule in dict.fromkeys(rules) if (rule in off) is shown)
            if changed:
                now = self._db.now()
                added = [RuleSwitch(name, rule, shown, now) for rule in changed]
                kept = [asdict(switch) for switch in (*self.all, *added)]
                self._db.insert("facts", {"id": _FACT, "value": json.dumps(kept)})
                self._trail.append(AuditedAct.RULE_SWITCHED, {"rules": list(changed), "shown": shown})
        return changed

    def left(self, coder: str | None, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Return proposals without those that wait and are of a rule that this coder has switched off."""
        off = self.off(coder) if coder else frozenset()
        return [
            one
            for one in proposals
            if one.status not in (Status.OPEN, Status.SKIPPED) or not off or rule_of(one.draft) not in off
        ]


def rule_of(draft: Draft) -> str:
    """Return the name under which a rule is counted and switched: the rule without its version, and what it codes."""
    return f"{draft.rule.split('@')[0]} {role_of(draft.subject)}/{draft.code}"


def rules_named(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return which of the known rules a name means: one of its codes (``child/smile``) or all of a rule (``smile``)."""
    found = tuple(rule for rule in known if name in (rule, *rule.split(" ", 1)))
    if not found:
        listed = ", ".join(known) or tr("none yet")
        raise StudyError(
            tr("No rule that proposes here is called {name!r}; there are: {listed}.", name=name, listed=listed)
        )
    return found
