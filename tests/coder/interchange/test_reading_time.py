"""What a reader takes grows with the file, and no faster."""

from __future__ import annotations

import time
from pathlib import Path

from coder.interchange import formats
from coder.interchange.code_matching import IncomingCodes
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier
from coder.interchange.document.losses import LossReport
from coder.vocabulary.scheme import Scheme


def test_a_textgrid_of_four_times_the_intervals_takes_about_four_times_as_long(tmp_path: Path) -> None:
    """One that was sixteen times slower looked up the line of every interval from the beginning of the file."""

    def took(many: int) -> float:
        path = tmp_path / f"{many}.TextGrid"
        rows = "\n".join(f'{n}\n{n + 1}\n"v"' for n in range(many))
        path.write_text(
            f'"ooTextFile"\n"TextGrid"\n0\n{many}\n<exists>\n1\n"IntervalTier"\n"x"\n0\n{many}\n{many}\n{rows}\n'
        )
        begun = time.process_time()
        assert len(formats.read(path).document.events) == many
        return time.process_time() - begun

    took(1_000)
    assert took(40_000) < 8 * took(10_000)


def test_a_transcript_whose_every_line_is_a_code_of_its_own_takes_as_long_as_it_is() -> None:
    """One that looked through all codes for every new one did not end with thirty thousand utterances."""

    def took(many: int) -> float:
        tiers = tuple(DocumentTier(f"{group}@child", "child", group) for group in ("words", "signs"))
        events = tuple(
            DocumentEvent(tier.id, "child", f"word {at}", at * 1_000, at * 1_000 + 999)
            for at in range(many)
            for tier in tiers
        )
        begun = time.process_time()
        codes = IncomingCodes(Document(tiers=tiers, events=events), {"child": "child"}, Scheme("s", "s", 1, ()), {})
        codes.note(LossReport())
        assert len(codes.made) == 2 * many
        return time.process_time() - begun

    took(500)
    assert took(8_000) < 8 * took(2_000)
