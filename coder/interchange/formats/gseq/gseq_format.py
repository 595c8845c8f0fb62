"""GSEQ's four kinds of sequential data, put on the list of formats."""

from __future__ import annotations

import re
from functools import partial

from coder.interchange.document.free_text import storable
from coder.interchange.document.reduction import Carries
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.gseq.gseq_reader import read_gseq
from coder.interchange.formats.gseq.gseq_writer import (
    finish_event,
    finish_interval,
    finish_state,
    finish_timed,
    prepare_gseq,
    write_gseq,
)
from coder.vocabulary.language import tr

_CARRIES = Carries(unit_us=1_000, empty_codes=False, comments=False, variables=True, text=storable)
_LOSES = (
    tr("Codes become short words of letters and digits; a comment at the beginning says what they mean."),
    tr("Free text becomes the name of its tier."),
    tr("Comments, modifiers, coders, code lists and media are left out; episodes become events."),
    tr("Variables with a list of levels become factors of the design; other variables are left out."),
)
_KINDS = (
    ("gseq", "Timed", finish_timed, tr("Times are rounded to the millisecond; offsets are exclusive.")),
    (
        "gseq-state",
        "State",
        finish_state,
        tr("Points are left out; a state that overlaps the next of its tier is cut."),
    ),
    ("gseq-event", "Event", finish_event, tr("Times are left out: only the order of events is kept.")),
    ("gseq-interval", "Interval", finish_interval, tr("Only whether a code was seen in each second is kept.")),
)

for _id, _kind, _finish, _loss in _KINDS:
    register(
        Format(
            id=_id,
            name=tr("GSEQ {kind} sequences (SDS)", kind=_kind.lower()),
            extensions=(".sds",),
            sniff=lambda head: (
                re.match(
                    rb"\s*(?:%[^%]*%\s*)*(?:timed|events?|states?|intervals?|multi\w*)\b[^;{}]*;",
                    head.removeprefix(b"\xef\xbb\xbf"),
                    re.IGNORECASE,
                )
                is not None
            ),
            read=read_gseq,
            write=partial(write_gseq, kind=_kind),
            carries=_CARRIES,
            prepare=prepare_gseq,
            finish=_finish,
            many=True,
            needs_events=True,
            beside_media=_kind != "Event",  # which has no times
            loses_reading=(
                tr("Event sequences hold no times: events stand one second apart."),
                tr("Sessions of a unit are recordings of their own; when a session begins and ends is left out."),
            ),
            loses_writing=(_loss, *_LOSES),
        )
    )
