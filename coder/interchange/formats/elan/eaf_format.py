"""ELAN annotation format: the reader, the writer and what they carry, put on the list of formats."""

from __future__ import annotations

from coder.files.safe_xml import clean
from coder.interchange.document.reduction import Carries
from coder.interchange.formats.elan.eaf_check import validate_eaf
from coder.interchange.formats.elan.eaf_reader import eaf_names, read_eaf
from coder.interchange.formats.elan.eaf_reduction import finish_eaf, prepare_eaf
from coder.interchange.formats.elan.eaf_writer import write_eaf
from coder.interchange.formats.format_registry import Format, register
from coder.vocabulary.language import tr

EAF = register(
    Format(
        id="eaf",
        name=tr("ELAN annotation file (EAF 2.7 to 3.0, written as 3.0)"),
        extensions=(".eaf",),
        sniff=lambda head: b"<ANNOTATION_DOCUMENT" in head,
        read=read_eaf,
        write=write_eaf,
        carries=Carries(
            unit_us=1_000,
            min_state_us=1_000,
            overlaps=False,
            split_kinds=True,
            split_coders=True,
            tiers=True,
            empty_tiers=True,
            hierarchy=True,
            vocabularies=True,
            modifiers=True,
            comments=True,
            coder=True,
            origin=True,
            episodes=True,
            variables=True,
            media=True,
            description=True,
            names=eaf_names,
            text=clean,
        ),
        prepare=prepare_eaf,
        finish=finish_eaf,
        loses_reading=(
            tr("Time slots without a time are placed at equal steps between those that have one."),
            tr("XML comments are left out."),
        ),
        loses_writing=(
            tr("Times are rounded to the millisecond."),
            tr("Points become annotations of one millisecond on a tier of their own."),
            tr("Overlapping events, and those of a second coder, go to a tier of their own."),
            tr("Keys, kinds, colours and exclusions of codes are left out, and which code has which modifiers."),
            tr("Descriptions of subjects are left out."),
            tr("Frame rate and length of media files are left out."),
        ),
        validate=validate_eaf,
    )
)
