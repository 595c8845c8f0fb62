"""Say what the voice recipe hears of sounds that took part neither in its weights nor in a fit of its bounds.

``python -m models.convert.voice_classifier_measurement CRIES --font F --recorded R --adults A --things T U`` in the
environment of ``voice_classifier_fit.py``, on sounds as they are and in other rooms. A has a folder for each speaker,
T and U one for each kind of thing; none of these files is fitted to. The cries of each group are heard by networks
that were fitted without it, everything else by the weights that ship, all at the bounds that ship. What it prints is
what docs/voices.md states.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from coder.proposals.voices import propose_voices
from coder.vocabulary.events import Draft
from coder.vocabulary.analysis_settings import RuleSettings
from models.convert.voice_sounds import VOICES, spoken
from models.convert.voice_classifier_fit import (
    GROUPS,
    SCENES,
    Sound,
    SoundSources,
    altered,
    examples,
    family_of,
    fitted,
    further_examples,
    further_pieces,
    groups_of,
    loaded,
    pieces,
    together,
)
from models.hearing.features import features
from models.hearing.frames import HOP, RATE, SoundFrames, measure
from models.hearing.listening import Hearing, heard_tracks, load_hearing
from models.hearing.steady_lines import without_lines
from models.hearing.voice_classifier import settled

LOUD_DB = 20.0
LONGEST_S = 60
"""Of a longer recording the first minute is heard."""
STEP_US = 40_000
ROOMS, ROOM_S = 4, 8
"""In so many other rooms a sound is heard as well, its first eight seconds."""
BOUNDS = RuleSettings()


@dataclass(frozen=True, slots=True, eq=False)
class JudgedSound:
    """A recording that judges: its kind (a speaker, a thing, ``cry``), its family, and its frames with features."""

    kind: str
    name: str
    frames: SoundFrames
    told: Sound

    @property
    def minutes(self) -> float:
        """How long it lasts, the quiet around it too."""
        return len(self.frames) * HOP / RATE / 60

    @property
    def loud(self) -> npt.NDArray[np.bool_]:
        """Frames within 20 dB of the loudest."""
        return np.asarray(self.frames.level > self.frames.level.max() - LOUD_DB)


def judged(sound: Sound, kind: str, name: str, hearing: Hearing) -> JudgedSound:
    """Measure a sound as it is, at the level at which it was recorded: no quiet is put around it.

    Steady tones are taken out first, as they are of a clip.
    """
    whole, _ = without_lines(np.asarray(sound[: LONGEST_S * RATE], np.float32))
    frames = measure(whole, hearing.ears)
    return JudgedSound(kind, name, frames, features(frames))


def in_a_room(sound: Sound) -> Sound:
    """The sound at -6 dB, a second of a quiet room to either side."""
    chance, rest = np.random.default_rng(len(sound)), np.zeros(RATE, np.float32)
    whole = np.concatenate([rest, sound * np.float32(0.5 / (np.abs(sound).max() + 1e-9)), rest])
    return (whole + 2e-4 * chance.standard_normal(len(whole))).astype(np.float32)


def elsewhere(sound: Sound, chance: np.random.Generator) -> Sound:
    """The same at another pitch, from another microphone, in another room, up to 20 dB fainter, over noise."""
    heard = altered(sound[: ROOM_S * RATE], chance) * np.float32(10 ** (chance.uniform(-20, 0) / 20))
    noise = 10 ** (chance.uniform(-90, -55) / 20) * chance.standard_normal(len(heard))
    return (heard + noise).astype(np.float32)


def folder(root: Path, hearing: Hearing, chance: np.random.Generator | None = None) -> list[JudgedSound]:
    """Every file below ``root``, its kind the name of its folder; with ``chance`` each in other rooms, not as it is."""
    found = []
    for path in sorted(root.glob("*/*")):
        sound = loaded(path)
        if len(sound) > RATE // 10 and np.abs(sound).max() > 1e-3:
            forms = [sound] if chance is None else [elsewhere(sound, chance) for _ in range(ROOMS)]
            found += [judged(form, path.parent.name, path.stem, hearing) for form in forms]
    return found


def _classes(one: JudgedSound, model: onnxruntime.InferenceSession) -> npt.NDArray[np.float32]:
    (raw,) = model.run(["classes"], {"features": one.told})
    return settled(np.asarray(raw), one.frames.level)


def proposals(one: JudgedSound, classes: npt.NDArray[np.float32], hearing: Hearing) -> tuple[Draft, ...]:
    """What the app would propose."""
    end = len(one.frames) * HOP * 1_000_000 // RATE
    tracks = heard_tracks(one.frames, classes, hearing)
    return propose_voices(tracks, frame_pts_us=np.arange(0, end, STEP_US), end_us=end, settings=BOUNDS)


def covered(one: JudgedSound, drafts: Iterable[Draft]) -> float:
    """Share of the loud frames that lie in a proposal."""
    times = np.arange(len(one.frames)) * HOP * 1_000_000 / RATE
    inside = np.zeros(len(times), bool)
    for draft in drafts:
        inside |= (times >= draft.onset_us) & (times < draft.offset_us)
    return float(inside[one.loud].mean())


def auc(above: Sequence[float], below: Sequence[float]) -> float:
    """The share of pairs in which one of ``above`` is the larger."""
    high, low = np.sort(np.asarray(above)), np.sort(np.asarray(below))
    return float(np.mean((np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")) / 2 / len(low)))


def onsets(hearing: Hearing) -> None:
    """Onset errors on rendered voices of other seeds than any that was fitted."""
    chance = np.random.default_rng(90_001)
    for kind, make in (*VOICES.items(), ("speech", lambda chance: spoken(chance)[1])):
        errors = []
        for _ in range(20):
            sound = np.asarray(make(chance), np.float32)
            one = judged(in_a_room(sound), kind, kind, hearing)
            begins = 1 + float(np.flatnonzero(np.abs(sound) >= 0.1 * np.abs(sound).max())[0]) / RATE
            drafts = proposals(one, _classes(one, hearing.voices.network), hearing)
            errors.append(min((abs(d.onset_us / 1e6 - begins) for d in drafts), default=np.inf))
        near, middle = sum(error <= 0.1 for error in errors), np.median(errors) * 1000
        print(f"onsets, {kind}: {near} of 20 within 100 ms; median {middle:.0f} ms")


def things(found: Sequence[JudgedSound], hearing: Hearing, about: str, *, names: bool) -> None:
    """Print minutes and false voices of each kind of thing."""
    listed: dict[str, tuple[float, list[str]]] = {}
    for one in found:
        minutes, false = listed.get(one.kind, (0.0, []))
        drafts = proposals(one, _classes(one, hearing.voices.network), hearing)
        listed[one.kind] = (minutes + one.minutes, false + [f"{one.name}:{draft.code}" for draft in drafts])
    for kind, (minutes, false) in sorted(listed.items()):
        which = f": {', '.join(false)}" if names and false else ""
        print(f"{about}, {kind}: {len(false)} in {minutes:.1f} min, {len(false) / minutes:.1f} a minute{which}")


def adults_found(found: Sequence[JudgedSound], hearing: Hearing, about: str) -> list[float]:
    """Print what share of each speaker's loud frames is found; return cry over voice of every fourth of them."""
    told = [(one, _classes(one, hearing.voices.network)) for one in found]
    for who in sorted({one.kind for one in found}):
        shares = [covered(one, proposals(one, heard, hearing)) for one, heard in told if one.kind == who]
        print(f"{about}, adult {who}: {np.mean(shares):.3f}, the least {min(shares):.2f}")
    return [share for one, heard in told for share in _cry_over_voice(one, heard)[::4]]


def _cry_over_voice(one: JudgedSound, heard: npt.NDArray[np.float32]) -> list[float]:
    return [float(share) for share in (heard[:, 4] / (1 - heard[:, 0] + 1e-6))[one.loud]]


def cries_found(
    found: Sequence[JudgedSound], models: Sequence[onnxruntime.InferenceSession], hearing: Hearing, about: str
) -> list[float]:
    """Print how much of each cry is found by networks that did not know its family; return cry over voice."""
    group, over, shares = groups_of(one.name for one in found), [], []
    for one in found:
        heard = _classes(one, models[group[one.name]])
        shares.append(covered(one, proposals(one, heard, hearing)))
        over += _cry_over_voice(one, heard)
        print(f"  {about}, {one.name}: {shares[-1]:.3f}")
    short = sum(share < 0.95 for share in shares)
    print(f"{about}, held-out cries: mean {np.mean(shares):.3f}, under .95: {short} of {len(shares)}")
    return over


def held_out(options: argparse.Namespace, hearing: Hearing) -> list[onnxruntime.InferenceSession]:
    """Fit the networks once without each group of families of cries."""
    if options.keep is not None and options.keep.exists():
        kept = np.load(options.keep)
        rows, classes, groups = kept["rows"], kept["classes"], kept["groups"]
        further = kept["further_rows"], kept["further_classes"]
    else:
        first = pieces(options.cries, np.random.default_rng(1))
        rows, classes, groups = examples(first, options.scenes, 100, hearing.ears)
        sources = SoundSources(options.cries, options.font, options.recorded)
        further = further_examples(further_pieces(sources, np.random.default_rng(3)), hearing.ears)
        if options.keep is not None:
            more = dict(zip(("further_rows", "further_classes"), further, strict=True))
            np.savez(options.keep, rows=rows, classes=classes, groups=groups, **more)
    models = []
    for group in range(GROUPS):
        mine = rows[groups != group], classes[groups != group]
        data = fitted(mine, together(mine, further)).SerializeToString()
        models.append(onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"]))
    return models


def main() -> None:
    """Hold each group of cries out in turn; then say what the weights that ship make of adults and of things."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cries", type=Path)
    parser.add_argument("--font", type=Path, required=True)
    parser.add_argument("--recorded", type=Path, required=True)
    parser.add_argument("--adults", type=Path, required=True)
    parser.add_argument("--things", type=Path, nargs="+", required=True)
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument(
        "--keep", type=Path, help="keep what was rendered and measured in this file, or take it from there"
    )
    parser.add_argument("--names", action="store_true", help="name every false voice")
    options = parser.parse_args()
    hearing, chance = load_hearing(), np.random.default_rng(7)
    recorded = [(family_of(path), loaded(path)) for path in sorted(options.cries.glob("*-*-*.ogg"))]
    models = held_out(options, hearing)
    for about, rooms in (("as it is", None), ("other rooms", chance)):
        cries = [
            judged(sound if rooms is None else elsewhere(sound, rooms), "cry", family, hearing)
            for family, sound in recorded
            for _ in range(1 if rooms is None else ROOMS)
        ]
        over = cries_found(cries, models, hearing, about)
        of_adults = adults_found(folder(options.adults, hearing, rooms), hearing, about)
        print(f"{about}, cry over voice, loud frames of cries against adults, AUC {auc(over, of_adults):.4f}")
        for root in options.things:
            things(folder(root, hearing, rooms), hearing, f"{about}, {root.name}", names=options.names)
    onsets(hearing)


if __name__ == "__main__":
    main()
