"""The channels of a sound: which of them hold any, which go against the others, and one made of all that are heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from models.hearing.downsampling import Doubles, at_16_khz, without_standing

AUDIBLE_DB = -75.0
"""Power, against a full scale of 0 dB, below which a channel or a frame holds nothing that is heard."""
_AGAINST = -0.3
"""A channel whose correlation with the loudest is below this goes against it; wind's are about zero, either way."""

Samples = npt.NDArray[np.float32]


class ChannelTally:
    """Which channels held sound, and which had to be turned, over the blocks in which there was any."""

    def __init__(self) -> None:
        self._blocks: Counter[tuple[int, ...]] = Counter()

    def add(self, signs: npt.NDArray[np.int_]) -> None:
        """Take in a block: 1 for a channel that was heard, -1 for one that was turned, 0 where nothing was in it."""
        if signs.any():
            self._blocks[tuple(signs.tolist())] += 1

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """What was taken in, block by block, without those in which nothing was heard."""
        return tuple(self._blocks.elements())

    def take(self, blocks: Iterable[tuple[int, ...]]) -> None:
        """Take in what another one was told."""
        self._blocks.update(blocks)

    @property
    def count(self) -> int:
        """How many channels are stored; 0 where no block held sound."""
        return len(next(iter(self._blocks), ()))

    @property
    def only(self) -> int | None:
        """The one channel of several that ever held sound, counted from 0; None where there is no such one."""
        sounding = {place for signs in self._blocks for place, sign in enumerate(signs) if sign}
        return sounding.pop() if self.count > 1 and len(sounding) == 1 else None

    @property
    def opposed(self) -> bool:
        """Whether channels went against each other in most blocks: one is wired the wrong way round."""
        turned = sum(number for signs, number in self._blocks.items() if -1 in signs)
        return 2 * turned > self._blocks.total()


def one_channel(
    stored: Samples, go_on: Callable[[], None] = lambda: None, *, tally: ChannelTally | None = None
) -> Samples:
    """Bring sound as the reader gives it (n, channels at 48 kHz) to one channel at 16 kHz.

    Channels are averaged, those that are all but silent left out, and those that go against the loudest (wired the
    wrong way round) turned; ``tally`` is told which. A zero line that lies elsewhere (a fault of a sound card) is taken
    out first: it is power, and no sound.
    """
    if not len(stored):
        return np.zeros(0, np.float32)
    signs = _signs(stored, go_on)
    if tally is not None:
        tally.add(signs)
    taken = np.flatnonzero(signs) if signs.any() else np.zeros(1, np.int_)

    def mix() -> Iterator[Doubles]:
        for pieces in zip(*(without_standing(stored[:, channel]) for channel in taken), strict=True):
            go_on()
            turned = [piece if signs[channel] >= 0 else -piece for channel, piece in zip(taken, pieces, strict=True)]
            yield turned[0] if len(turned) == 1 else np.mean(turned, axis=0)

    return at_16_khz(mix())


def _signs(stored: Samples, go_on: Callable[[], None]) -> npt.NDArray[np.int_]:
    """1 for each channel that is heard, -1 where it goes against the loudest, 0 where nothing is in it."""
    count = stored.shape[1]
    if count == 1:
        return np.ones(1, np.int_)
    together = np.zeros((count, count))
    for pieces in zip(*map(without_standing, stored.T), strict=True):
        go_on()
        apart = np.stack(pieces)
        together += apart @ apart.T
    powers = np.diag(together)
    sounding = powers > len(stored) * 10 ** (AUDIBLE_DB / 10)
    loudest = int(np.argmax(powers))
    against = together[loudest] < _AGAINST * np.sqrt(powers * powers[loudest])
    return np.where(against, -1, 1) * sounding
