"""Arguments of the commands that guard a study and its family."""

from __future__ import annotations

from coder.vocabulary.language import tr
from ui.cli.arguments.command_set import (
    CommandSet,
    json_flag,
)


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _guard(commands)


def _guard(commands: CommandSet) -> None:
    purpose = commands.in_study(
        "purpose", tr("show or state what a study is for, and until when"), "guard:purpose", recording=False
    )
    purpose.add_argument("purpose", nargs="?", metavar="PURPOSE", help=tr("reflection, clinical, research or training"))
    purpose.add_argument("--until", metavar="DATE", help=tr("last day on which its clips can be seen, as 2027-12-31"))
    json_flag(purpose)

    consent = commands.in_study("consent", tr("show or record who agreed to what for a recording"), "guard:consent")
    consent.add_argument("--who", metavar="NAMES", help=tr("pseudonyms, with commas between"))
    consent.add_argument("--to", metavar="USES", help=tr("coding, showing, training, sharing, with commas between"))
    consent.add_argument("--until", metavar="DATE", help=tr("last day on which it holds, as 2027-12-31"))
    consent.add_argument("--withdraw", action="store_true", help=tr("they (or everybody) no longer agree: lock it"))
    json_flag(consent)

    erase = commands.in_study(
        "erase", tr("erase a recording for ever, with a certificate that names no one"), "guard:erase"
    )
    erase.add_argument("--now", action="store_true", help=tr("although it is not locked"))
    json_flag(erase)

    audit = commands.in_study(
        "audit", tr("show what left a study and what changed about its guarding"), "guard:audit", recording=False
    )
    audit.add_argument("--verify", action="store_true", help=tr("check that no entry was altered, removed or moved"))
    audit.add_argument(
        "--witness", metavar="HASH", help=tr("with --verify: a head noted earlier, which must still be there")
    )
    json_flag(audit)
