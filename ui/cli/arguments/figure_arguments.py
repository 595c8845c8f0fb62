"""Arguments of the commands that work figures out, and write reports."""

from __future__ import annotations

from pathlib import Path

from coder.exchanges.pairing import NAMED_RULES, RULES
from coder.vocabulary.language import tr
from ui.cli.arguments.command_set import (
    EACH,
    CommandSet,
    force_flag,
    json_flag,
    new_file,
    optional_recording,
    plain_rule,
    rule_option,
    whole,
    whose_option,
)


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _stats_and_latencies(commands)
    _reliability(commands)
    _report(commands)
    _contingency(commands)
    _trial(commands)
    _pooled(commands)
    _together(commands)
    _family(commands)
    _planning(commands)


_WENT_THROUGH = tr("the whole of each recording was watched, however far a pass says that the coder came")


def _stats_and_latencies(commands: CommandSet) -> None:
    stats = commands.in_study(
        "stats", tr("print the numbers of confirmed events, each with its rule"), "figure:stats", recording=False
    )
    optional_recording(stats, EACH)
    rule_option(stats)
    whose_option(stats)
    plain_rule(stats)
    whole(stats, _WENT_THROUGH)
    stats.add_argument("--seed", type=int, metavar="N", help=tr("of the chance baseline; the same one if not given"))
    stats.add_argument("--episode", metavar="CODE", help=tr("only this episode, or all for each episode by itself"))
    stats.add_argument("--more", metavar="PARTS", help=tr("sweep,shuffle,lags,transitions,together,turns or all"))
    json_flag(stats)

    latencies = commands.in_study(
        "latencies", tr("set latencies under several conditions side by side"), "figure:latencies", recording=False
    )
    optional_recording(latencies, EACH)
    latencies.add_argument(
        "--by", choices=("episode", "bid", "condition"), default="episode", help=tr("default episode")
    )
    latencies.add_argument(
        "--condition",
        action="append",
        default=[],
        metavar="NAME=IDS",
        help=tr("recordings of one condition; repeatable"),
    )
    rule_option(latencies)
    whose_option(latencies)
    json_flag(latencies)


def _reliability(commands: CommandSet) -> None:
    reliability = commands.in_study(
        "reliability", tr("say how far coders agree"), "figure:reliability", recording=False
    )
    optional_recording(reliability, EACH)
    reliability.add_argument("--coders", nargs="+", required=True, metavar="NAME", help=tr("two or more who coded"))
    reliability.add_argument(
        "--tolerance-ms", type=float, metavar="N", help=tr("how far apart marks may lie (default 500)")
    )
    reliability.add_argument(
        "--rule",
        choices=tuple(NAMED_RULES),
        default="prompt-3s",
        help=tr("of the exchanges of two coders; default prompt-3s"),
    )
    whole(reliability, tr("all watched the whole of each recording; without it, agreement is over what marks reach"))
    json_flag(reliability)


def _report(commands: CommandSet) -> None:
    report = commands.in_study(
        "report", tr("write the mirror report as one page that needs no network"), "figure:report", recording=False
    )
    optional_recording(report, EACH)
    report.add_argument("--family", metavar="NAME", help=tr("the recordings of this family, by its pseudonym"))
    report.add_argument(
        "--audience",
        choices=("family", "research", "caregiver", "pooled"),
        default="family",
        help=tr(
            "whom it is for (default family); caregiver: when it runs low, to read together; pooled: many families"
        ),
    )
    rule_option(report)
    whose_option(report)
    plain_rule(report)
    whole(report, _WENT_THROUGH)
    report.add_argument("--seed", type=int, metavar="N", help=tr("of the chance baseline; the same one if not given"))
    report.add_argument("--date", metavar="DATE", help=tr("date to print on it, as 2027-12-31; none if not given"))
    report.add_argument(
        "--rerun",
        type=Path,
        metavar="FILE",
        help=tr("the .parameters.json beside a research page: makes that page again, to the byte"),
    )
    report.add_argument(
        "-o", "--output", type=new_file, required=True, metavar="FILE", help=tr("a PDF if it ends in .pdf, else HTML")
    )
    force_flag(report)
    json_flag(report)


def _contingency(commands: CommandSet) -> None:
    contingency = commands.in_study("contingency", tr("say what stands out against chance"), "contingency:contingency")
    contingency.add_argument("--rule", choices=tuple(RULES), default="prompt-3s", help=tr("default prompt-3s"))
    whose_option(contingency)
    contingency.add_argument(
        "--preview", action="store_true", help=tr("also from the models alone: unconfirmed, in no export and no report")
    )
    json_flag(contingency)


def _trial(commands: CommandSet) -> None:
    trials = commands.in_study("trials", tr("how soon after each marker an act came"), "trial:trials", recording=False)
    optional_recording(trials, EACH)
    trials.add_argument("--act", required=True, metavar="WHO/CODE", help=tr("the act that is measured, as child/smile"))
    trials.add_argument("--marker", metavar="CODE", help=tr("the code that marks trials, where the scheme has several"))
    trials.add_argument("--by", metavar="FACTOR", help=tr("set the values of this factor of the marker side by side"))
    whose_option(trials)
    json_flag(trials)


def _pooled(commands: CommandSet) -> None:
    pooled = commands.in_study(
        "pooled", tr("print figures over many families together, or one family's own"), "pooled:pooled", recording=False
    )
    pooled.add_argument(
        "--by", choices=("setting", "episode", "bid"), help=tr("what the conditions are; found if not given")
    )
    pooled.add_argument("--family", metavar="NAME", help=tr("this family's own figure, and nothing of the others"))
    rule_option(pooled)
    plain_rule(pooled)
    whose_option(pooled)
    pooled.add_argument("--seed", type=int, metavar="N", help=tr("of the draws of families; the same one if not given"))
    json_flag(pooled)


def _together(commands: CommandSet) -> None:
    for name, help_ in (
        ("grid", tr("lay child's and caregiver's states over each other: a state space grid")),
        ("recurrence", tr("say how often child and caregiver do the same, and how long after each other")),
    ):
        sub = commands.in_study(name, help_, f"together:{name}")
        sub.add_argument("--child", metavar="GROUP", help=tr("group of the child's states; found if not given"))
        sub.add_argument("--caregiver", metavar="GROUP", help=tr("group of the caregiver's states; found if not given"))
        sub.add_argument(
            "--who", metavar="SUBJECT", help=tr("which caregiver, such as caregiver:Ada, or which child by name")
        )
        if name == "recurrence":
            sub.add_argument("--unit-ms", type=int, default=500, metavar="N", help=tr("a unit of time (default 500)"))
            sub.add_argument("--lag-ms", type=int, default=5000, metavar="N", help=tr("how far apart (default 5000)"))
        whose_option(sub)
        json_flag(sub)

    synchrony = commands.in_study(
        "synchrony", tr("say whether the two move together for a while, from what was measured"), "together:synchrony"
    )
    synchrony.add_argument(
        "--signal",
        choices=("head_moves", "head_turn", "head_pitch", "lean", "pitch", "loudness"),
        default="head_moves",
        help=tr("default head_moves"),
    )
    synchrony.add_argument("--who", metavar="SUBJECT", help=tr("which caregiver, such as caregiver:Ada"))
    synchrony.add_argument("--window-ms", type=int, default=10000, metavar="N", help=tr("default 10000"))
    synchrony.add_argument("--lag-ms", type=int, default=3000, metavar="N", help=tr("default 3000"))
    synchrony.add_argument("--coder", "--layer", metavar="NAME", help=tr("who says whose voice it is"))
    json_flag(synchrony)


def _family(commands: CommandSet) -> None:
    rhythm = commands.in_study(
        "rhythm", tr("print together, apart and reunion over recordings and days"), "family:rhythm", recording=False
    )
    rhythm.add_argument("--family", metavar="NAME", help=tr("only this family's recordings"))
    whose_option(rhythm)
    json_flag(rhythm)

    for name, help_ in (
        ("unanswered", tr("say which of a child's signals go unanswered in every context")),
        ("trends", tr("print figures of one family's own recordings by date, with intervals")),
    ):
        sub = commands.in_study(name, help_, f"family:{name}", recording=False)
        sub.add_argument("--family", metavar="NAME", help=tr("the family's pseudonym, where the study holds several"))
        rule_option(sub)
        plain_rule(sub)
        whose_option(sub)
        json_flag(sub)


def _planning(commands: CommandSet) -> None:
    kappa = commands.command(
        "plan-kappa", tr("say how many to code twice, or blind, for an interval of kappa"), "planning:kappa"
    )
    kappa.add_argument("kappa", type=float, metavar="KAPPA", help=tr("the kappa to plan for"))
    kappa.add_argument(
        "--prevalence",
        type=float,
        nargs="+",
        required=True,
        metavar="N",
        help=tr("how common each code is: shares or counts"),
    )
    kappa.add_argument("--width", type=float, default=0.2, metavar="W", help=tr("of the whole interval; default 0.2"))
    kappa.add_argument(
        "--in-a-recording", type=float, metavar="N", help=tr("independent things that a recording holds")
    )
    kappa.add_argument(
        "--lasting", type=float, metavar="S", help=tr("mean length of a state in seconds: plan by made-up studies")
    )
    kappa.add_argument("--minutes", type=float, metavar="M", help=tr("length of a recording, for made-up studies"))
    json_flag(kappa)

    icc = commands.command(
        "plan-icc", tr("say how many recordings to code twice for an interval of an ICC"), "planning:icc"
    )
    icc.add_argument("icc", type=float, metavar="ICC", help=tr("the correlation to plan for"))
    icc.add_argument("--width", type=float, default=0.2, metavar="W", help=tr("of the whole interval; default 0.2"))
    icc.add_argument("--coders", type=int, default=2, metavar="N", help=tr("how many code each; default 2"))
    json_flag(icc)

    wait = commands.command("plan-latency", tr("say how many answers show a difference in speed"), "planning:latency")
    wait.add_argument(
        "hazard_ratio", type=float, metavar="RATIO", help=tr("how much likelier an answer is at each moment")
    )
    wait.add_argument("--power", type=float, default=0.8, metavar="P", help=tr("chance of finding it; default 0.8"))
    wait.add_argument(
        "--share", type=float, default=0.5, metavar="P", help=tr("of bids in the first condition; default 0.5")
    )
    wait.add_argument("--answered", type=float, default=1.0, metavar="P", help=tr("share of bids answered; default 1"))
    wait.add_argument("--bids-of-a-dyad", type=float, default=1.0, metavar="N", help=tr("bids that a dyad brings"))
    wait.add_argument(
        "--dyads", type=int, metavar="N", help=tr("say how often so many dyads show it, by made-up studies")
    )
    wait.add_argument(
        "--differ", type=float, default=0.5, metavar="SD", help=tr("how much dyads' log speeds differ; default 0.5")
    )
    wait.add_argument("--within", action="store_true", help=tr("each dyad is seen under both conditions"))
    wait.add_argument("--alike", type=float, default=0.0, metavar="R", help=tr("how alike bids of a dyad are, 0 to 1"))
    json_flag(wait)
