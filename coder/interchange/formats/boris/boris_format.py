"""BORIS projects and their aggregated tables, put on the list of formats."""

from __future__ import annotations

from dataclasses import replace

from coder.interchange.document.document import Document
from coder.interchange.document.losses import LossReport
from coder.interchange.document.paired_states import UNPAIRED
from coder.interchange.document.reduction import Carries
from coder.interchange.formats.boris.aggregated_table import write_aggregated, write_stated
from coder.interchange.formats.boris.boris_reader import read_boris
from coder.interchange.formats.boris.boris_reduction import finish_boris
from coder.interchange.formats.boris.boris_writer import write_boris
from coder.interchange.formats.format_registry import Format, register
from coder.vocabulary.language import tr

CARRIES = Carries(
    unit_us=1_000,
    pairs_states=True,
    subjects=True,
    vocabularies=True,
    modifiers=True,
    comments=True,
    coder=True,
    origin=True,
    variables=True,
    media=True,
    media_details=True,
    description=True,
    modifier_details=frozenset(("keys", "description")),
)

BORIS = register(
    Format(
        id="boris",
        name=tr("BORIS project (format version 7.0)"),
        extensions=(".boris",),
        sniff=lambda head: (
            head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
            and (b'"time_format"' in head or b'"project_format_version"' in head or b'"subjects_conf"' in head)
        ),
        read=read_boris,
        write=write_boris,
        carries=CARRIES,
        finish=finish_boris,
        many=True,
        loses_reading=(
            UNPAIRED,
            tr("Automatic stops, a millisecond before the state that excludes them, are moved to its beginning."),
        ),
        loses_writing=(
            tr("Times are rounded to the millisecond."),
            tr("Who coded an event, and whether it was accepted from a proposal, stands in its comment."),
            tr("A code of several groups, or used both as state and point, is given a name of its own in each."),
            tr("Overlapping events of one subject, code and modifiers are joined."),
            tr("Free text becomes the comment of an event that has its tier's name as code."),
            tr("Commas and bars in codes and modifiers, which BORIS uses itself, are changed."),
            tr("Tiers without events and the order of dependent tiers are left out; episodes become events."),
        ),
    )
)

_ROWS_ONLY = tr("Everything but one row per event: code lists, exclusions, tiers, further cameras.")


def _finish_rows(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Say that BORIS's one column of modifiers holds their values alone."""
    named = [event for one in documents for event in one.events if any(name for name, _ in event.modifiers)]
    for event in named:
        report.add(
            "modifiers-unnamed",
            tr("Of modifiers the values stand in one column, without their names."),
            example=f"{event.code[:30]!r}: {', '.join(dict.fromkeys(name for name, _ in event.modifiers))}",
        )
    return documents


AGGREGATED = register(
    Format(
        id="boris-aggregated",
        name=tr("BORIS aggregated events (tab-separated)"),
        extensions=(".tsv",),
        write=write_aggregated,
        # To the character what BORIS writes, since scripts that read it count on its columns.
        carries=replace(CARRIES, coder=False, origin=False, statement=False),
        many=True,
        beside_media=True,  # unlike a project it has no offset of the media
        finish=_finish_rows,
        loses_writing=(_ROWS_ONLY,),
    )
)

AGGREGATED_STATED = register(
    Format(
        id="boris-aggregated-stated",
        name=tr("BORIS aggregated events, with purpose, coders and origins (tab-separated)"),
        extensions=(".tsv",),
        write=write_stated,
        carries=CARRIES,
        many=True,
        beside_media=True,
        finish=_finish_rows,
        loses_writing=(_ROWS_ONLY,),
    )
)
