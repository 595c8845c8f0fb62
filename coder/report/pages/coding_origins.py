"""What a research page says of its codes: which are bids and which responses, and how every event came to be."""

from __future__ import annotations

from collections.abc import Sequence

from coder.report.figures.event_origins import EventOrigins
from coder.report.figures.recording_figures import Numbers
from coder.report.render.html_page import bullets, heading, para, table
from coder.vocabulary.events import Origin
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Role, Scheme
from coder.vocabulary.time import MICROS

ORIGIN_HEADINGS = {
    Origin.HUMAN: tr("coded by hand"),
    Origin.ACCEPTED: tr("proposed, accepted"),
    Origin.ADJUSTED: tr("proposed, moved"),
    Origin.IMPORTED: tr("from a file"),
    Origin.COPIED: tr("copied from another layer"),
    Origin.SETTLED: tr("settled from layers"),
}
SHA_SHOWN = 12
"""So many signs of a weight file's fingerprint tell it from every other."""


def origins_blocks(told: Sequence[Numbers], origins: Sequence[EventOrigins], *, scheme: Scheme) -> list[str]:
    """Return the section on codes and on where the events come from."""
    return [
        heading(2, tr("What was coded, and how")),
        para(_codes(scheme)),
        *_table(told, {one.recording: one for one in origins}),
        bullets(_machine(origins)),
    ]


def _codes(scheme: Scheme) -> str:
    bids = [code.label for code in scheme.codes if code.role is Role.CHILD and code.bid and not code.only_human]
    answers = [
        code.label for code in scheme.codes if code.role is Role.CAREGIVER and code.response and not code.only_human
    ]
    return tr(
        "Scheme: {scheme} (version {version}). Bids, if the child: {listed}. Responses, if a caregiver: {listed_2}. No "
        "other code of the scheme is either.",
        scheme=scheme.id,
        version=scheme.version,
        listed=_listed(bids),
        listed_2=_listed(answers),
    )


def _listed(labels: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(labels)) or tr("none")


def _table(told: Sequence[Numbers], origins: dict[str, EventOrigins]) -> list[str]:
    if not origins:
        return []
    kinds = [kind for kind in ORIGIN_HEADINGS if any(one.counts[kind] for one in origins.values())]
    proposed = any(one.rejected or one.waiting for one in origins.values())
    partly, rows = any(numbers.partly for numbers in told), []
    for numbers in told:
        one = origins[numbers.recording]
        seen = f"{numbers.observable_us / MICROS:.1f}" if numbers.presence_known else tr("not coded")
        left = (str(one.rejected), str(one.waiting)) if proposed else ()
        rows.append(
            (
                numbers.recording,
                f"{numbers.clip.duration_us / MICROS:.1f}",
                *((f"{numbers.span.duration_us / MICROS:.1f}",) if partly else ()),
                seen,
                numbers.coder or "nobody",
                one.coded,
                *(str(one.counts[k]) for k in kinds),
                *left,
            )
        )
    head = (
        tr("recording"),
        tr("seconds"),
        *((tr("gone through"),) if partly else ()),
        tr("observable"),
        tr("coder"),
        tr("coded"),
        *(ORIGIN_HEADINGS[kind] for kind in kinds),
        *((tr("proposed, rejected"), tr("proposed, undecided")) if proposed else ()),
    )
    return [table(tr("Recordings, and how each event came to be (events)"), head, rows)]


def _machine(origins: Sequence[EventOrigins]) -> list[str]:
    """Say which models, weights and rules the proposals came from that a human took over."""
    lines = []
    waiting = sum(one.waiting for one in origins)
    if waiting:
        lines.append(
            plural(
                waiting,
                "{waiting} proposal waits undecided and is in no figure: not all of it has been looked at.",
                "{waiting} proposals wait undecided and are in no figure: not all of it has been looked at.",
                waiting=waiting,
            )
        )
    weights = {model: sha for one in origins for model, sha in one.weights.items()}
    if weights:
        named = [
            f"{model} ({(tr('SHA-256 {sha}', sha=sha[:SHA_SHOWN]) if sha else tr('weights not at hand'))})"
            for model, sha in sorted(weights.items())
        ]
        lines.append(
            tr("Models behind the proposals that were taken over, with their weights: {named}.", named="; ".join(named))
        )
    counts: dict[str, int] = {}
    for one in origins:
        for rule, count in one.rules:
            counts[rule] = counts.get(rule, 0) + count
    if counts:
        said = [f"{rule} ({count})" for rule, count in sorted(counts.items())]
        lines.append(
            tr("Rules that made proposals of signals, and the events that rest on each: {said}.", said="; ".join(said))
        )
    keys = [f"{one.recording} {one.analysis[:SHA_SHOWN]}" for one in origins if one.analysis]
    if keys:
        lines.append(
            tr("Analyses, whose names stand for clip, weights and every threshold: {keys}.", keys="; ".join(keys))
        )
    met = sum(one.met for one in origins)
    if met:
        lines.append(
            tr("Of the events coded by hand {met} took an edge of a proposal that lay within half a second.", met=met)
        )
    off = sorted({rule for one in origins for rule in one.switched_off})
    if off:
        lines.append(tr("Rules that a coder had switched off for a time or for good: {off}.", off="; ".join(off)))
    if origins and not weights:
        lines.append(tr("No event rests on a proposal of a model."))
    return lines
