"""What a reader takes grows with the file, and no faster."""

from __future__ import annotations

import time
from pathlib import Path

from coder.interchange import formats


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
