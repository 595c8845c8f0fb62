"""Datavyu projects, put on the list of formats."""

from __future__ import annotations

from coder.interchange.document.free_text import storable
from coder.interchange.document.reduction import Carries
from coder.interchange.formats.datavyu.datavyu_reader import column_name, column_names, read_datavyu
from coder.interchange.formats.datavyu.datavyu_writer import finish_datavyu, plain_name, write_datavyu
from coder.interchange.formats.format_registry import Format, register
from coder.vocabulary.language import tr

DATAVYU = register(
    Format(
        id="datavyu",
        name=tr("Datavyu project (.opf, spreadsheet version 4; 3 and 2 are read)"),
        extensions=(".opf",),
        sniff=lambda head: (
            head[:3] in (b"#4\n", b"#4\r", b"#3\n", b"#3\r", b"#2\n", b"#2\r")
            or (head[:4] == b"PK\x03\x04" and head[30:].startswith((b"project", b"db")))
        ),
        read=read_datavyu,
        write=write_datavyu,
        beside_media=True,
        carries=Carries(
            unit_us=1_000,
            min_state_us=1_000,
            tiers=True,
            empty_tiers=True,
            modifiers=True,
            comments=True,
            coder=True,
            origin=True,
            names=column_names,
            name=column_name,
            text=storable,
            name_text=plain_name,
        ),
        finish=finish_datavyu,
        loses_reading=(
            tr("Cells without an offset are read as points."),
            tr("Columns like trial_rel, beside trial, are read as a second coder's pass over trial."),
            tr("In columns of several arguments every argument is a modifier, and the column's name is the code."),
        ),
        loses_writing=(
            tr("Times are rounded to the millisecond; states shorter than that are lengthened to it."),
            tr("Names of columns keep letters, digits and underscores only; the subject follows two underscores."),
            tr("Code lists, episodes, variables, media files and descriptions are left out; episodes become events."),
        ),
    )
)
