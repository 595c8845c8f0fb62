"""Say what the voice recipe hears of sounds that took part neither in its weights nor in its bounds.

``python -m models.convert.voices_measurement CRIES --adults A --things T --other-things U`` in the environment of
``voices.py``. A has a folder for each speaker, T and U one for each kind of thing; none of these files is fitted to, and
U alone, with the cries of other groups, chooses the bounds. What it prints is what docs/voices.md states.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from coder.proposals.voices import propose_voices
from coder.vocabulary.events import Draft
from coder.vocabulary.analysis_settings import RuleSettings
from models.convert.voices import (
    GROUPS,
    SCENES,
    TARGET,
    Sound,
    SoundSources,
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
from models.convert.voice_sounds import VOICES, spoken
from models.hearing.features import features
from models.hearing.frames import HOP, RATE, SoundFrames, measure
from models.hearing.listening import Hearing, heard_tracks, load_hearing
from models.hearing.voices import settled

LOUD_DB = 20.0
LONGEST_S = 60
"""Of a longer recording the first minute is heard."""
STEP_US = 40_000
ONS, OFFS = (0.5, 0.6, 0.7, 0.8, 0.86, 0.9, 0.94, 0.97), (0.2, 0.3, 0.41, 0.5, 0.6)
FALSE_A_MINUTE = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class JudgedSound:
    """A recording that judges: its kind (a speaker, a thing, ``cry``), its family, and its frames with features."""

    kind: str
    name: str
    frames: SoundFrames
    told: Sound

    @property
    def minutes(self) -> float:
        """How long it lasts."""
        return len(self.frames) * HOP / RATE / 60

    @property
    def loud(self) -> npt.NDArray[np.bool_]:
        """Frames within 20 dB of the loudest."""
        return np.asarray(self.frames.level > self.frames.level.max() - LOUD_DB)


def judged(sound: Sound, kind: str, name: str, hearing: Hearing) -> JudgedSound:
    """Measure a sound as it is, at the level at which it was recorded: no quiet is put around it."""
    whole = np.asarray(sound[: LONGEST_S * RATE], np.float32)
    frames = measure(whole, hearing.ears)
    return JudgedSound(kind, name, frames, features(frames))


def in_a_room(sound: Sound) -> Sound:
    """The sound at -6 dB, a second of a quiet room to either side."""
    chance, rest = np.random.default_rng(len(sound)), np.zeros(RATE, np.float32)
    whole = np.concatenate([rest, sound * np.float32(0.5 / (np.abs(sound).max() + 1e-9)), rest])
    return (whole + 2e-4 * chance.standard_normal(len(whole))).astype(np.float32)


def folder(root: Path, hearing: Hearing) -> list[JudgedSound]:
    """Every file below ``root``, its kind the name of its folder."""
    found = []
    for path in sorted(root.glob("*/*")):
        sound = loaded(path)
        if len(sound) > RATE // 10 and np.abs(sound).max() > 1e-3:
            found.append(judged(sound, path.parent.name, path.stem, hearing))
    return found


def proposals(
    one: JudgedSound, model: onnxruntime.InferenceSession, bounds: RuleSettings, hearing: Hearing
) -> tuple[Draft, ...]:
    """What the app would propose."""
    return _proposed(one, _classes(one, model), bounds, hearing)


def _classes(one: JudgedSound, model: onnxruntime.InferenceSession) -> npt.NDArray[np.float32]:
    (raw,) = model.run(["classes"], {"features": one.told})
    return settled(np.asarray(raw), one.frames.level)


def _proposed(
    one: JudgedSound, classes: npt.NDArray[np.float32], bounds: RuleSettings, hearing: Hearing
) -> tuple[Draft, ...]:
    end = len(one.frames) * HOP * 1_000_000 // RATE
    tracks = heard_tracks(one.frames, classes, hearing)
    return propose_voices(tracks, frame_pts_us=np.arange(0, end, STEP_US), end_us=end, settings=bounds)


def covered(one: JudgedSound, drafts: Iterable[Draft]) -> float:
    """Share of the loud frames that lie in a proposal."""
    times = np.arange(len(one.frames)) * HOP * 1_000_000 / RATE
    inside = np.zeros(len(times), bool)
    for draft in drafts:
        inside |= (times >= draft.onset_us) & (times < draft.offset_us)
    return float(inside[one.loud].mean())


Heard = list[tuple[JudgedSound, npt.NDArray[np.float32]]]


def chosen(voices: Heard, things: Heard, hearing: Hearing) -> RuleSettings:
    """Bounds that lose the fewest loud frames of voices among those with at most one false voice a minute."""
    tried = []
    for on in ONS:
        for off in (off for off in OFFS if off < on):
            bounds = replace(RuleSettings(), voice_on=on, voice_off=off)
            false = sum(len(_proposed(one, heard, bounds, hearing)) for one, heard in things)
            minutes = sum(one.minutes for one, _ in things)
            found = np.mean([covered(one, _proposed(one, heard, bounds, hearing)) for one, heard in voices])
            tried.append((max(false / minutes, FALSE_A_MINUTE), -float(found), bounds))
    rate, found, bounds = min(tried, key=lambda one: one[:2])
    print(f"  bounds {bounds.voice_on}/{bounds.voice_off}: found {-found:.3f}, false a minute at most {rate:.2f}")
    return bounds


def auc(above: Sequence[float], below: Sequence[float]) -> float:
    """The share of pairs in which one of ``above`` is the larger."""
    high, low = np.sort(np.asarray(above)), np.sort(np.asarray(below))
    return float(np.mean((np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")) / 2 / len(low)))


def onsets(model: onnxruntime.InferenceSession, bounds: RuleSettings, hearing: Hearing) -> None:
    """Onset errors on rendered voices of other seeds than any that was fitted."""
    chance = np.random.default_rng(90_001)
    for kind, make in (*VOICES.items(), ("speech", lambda chance: spoken(chance)[1])):
        errors = []
        for _ in range(20):
            sound = np.asarray(make(chance), np.float32)
            one = judged(in_a_room(sound), kind, kind, hearing)
            begins = 1 + float(np.flatnonzero(np.abs(sound) >= 0.1 * np.abs(sound).max())[0]) / RATE
            drafts = proposals(one, model, bounds, hearing)
            errors.append(min((abs(d.onset_us / 1e6 - begins) for d in drafts), default=np.inf))
        print(
            f"  onsets, {kind}: {sum(e <= 0.1 for e in errors)} of 20 within 100 ms; median {np.median(errors) * 1000:.0f} ms"
        )


def _session(data: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])


def false_voices(things: Heard, bounds: RuleSettings, hearing: Hearing) -> dict[str, tuple[float, list[str]]]:
    """Minutes and false voices of each kind of thing."""
    out: dict[str, tuple[float, list[str]]] = {}
    for one, heard in things:
        minutes, names = out.get(one.kind, (0.0, []))
        names = names + [f"{one.name}:{draft.code}" for draft in _proposed(one, heard, bounds, hearing)]
        out[one.kind] = (minutes + one.minutes, names)
    return out


def main() -> None:
    """Hold each group out in turn; then say what the weights that ship make of adults and of things."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cries", type=Path)
    parser.add_argument("--font", type=Path, required=True)
    parser.add_argument("--recorded", type=Path, required=True)
    parser.add_argument("--adults", type=Path, required=True)
    parser.add_argument("--things", type=Path, required=True, help="judge, and take part in nothing")
    parser.add_argument("--other-things", type=Path, required=True, help="choose the bounds")
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument(
        "--keep", type=Path, help="keep what was rendered and measured in this file, or take it from there"
    )
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--names", action="store_true", help="name every false voice")
    options = parser.parse_args()
    hearing = load_hearing()
    cries = [judged(loaded(path), "cry", family_of(path), hearing) for path in sorted(options.cries.glob("*-*-*.ogg"))]
    adults, things, others = (folder(each, hearing) for each in (options.adults, options.things, options.other_things))
    if options.keep is not None and options.keep.exists():
        kept = np.load(options.keep)
        rows, classes, groups = kept["rows"], kept["classes"], kept["groups"]
        further = kept["further_rows"], kept["further_classes"]
    else:
        rows, classes, groups = examples(
            pieces(options.cries, np.random.default_rng(1)), options.scenes, 100, hearing.ears
        )
        sources = SoundSources(options.cries, options.font, options.recorded)
        further = further_examples(further_pieces(sources, np.random.default_rng(3)), hearing.ears)
        if options.keep is not None:
            more = dict(zip(("further_rows", "further_classes"), further, strict=True))
            np.savez(options.keep, rows=rows, classes=classes, groups=groups, **more)
    group = groups_of(one.name for one in cries)

    def without(group_left_out: int | None) -> bytes:
        mine = (rows, classes) if group_left_out is None else (rows[groups != group_left_out], classes[groups != group_left_out])
        return fitted(mine, together(mine, further)).SerializeToString()

    models = [_session(without(k)) for k in range(GROUPS)]
    apart = {k: [(one, _classes(one, models[k])) for one in cries if group[one.name] == k] for k in range(GROUPS)}
    found, cry_over_voice, speech_over = [], [], []
    for k in range(GROUPS):
        elsewhere = [one for other in range(GROUPS) if other != k for one in apart[other]]
        bounds = chosen(elsewhere, [(one, _classes(one, models[k])) for one in others], hearing)
        for one, heard in apart[k]:
            share = covered(one, _proposed(one, heard, bounds, hearing))
            found.append(share)
            print(
                f"  {one.name}: {share:.2f} proposed, {np.mean(1 - heard[one.loud, 0] >= bounds.voice_off):.2f} voice"
            )
        cry_over_voice += [
            float(v) for one, heard in apart[k] for v in (heard[:, 4] / (1 - heard[:, 0] + 1e-6))[one.loud]
        ]
        told = [(one, _classes(one, models[k])) for one in adults]
        speech_over += [
            float(v) for one, heard in told for v in (heard[:, 4] / (1 - heard[:, 0] + 1e-6))[one.loud][::4]
        ]
        for who in sorted({one.kind for one in adults}):
            shares = [covered(one, _proposed(one, heard, bounds, hearing)) for one, heard in told if one.kind == who]
            print(f"  group {k}, adult {who}: {np.mean(shares):.3f}")
        listed = false_voices([(one, _classes(one, models[k])) for one in things], bounds, hearing)
        _say(listed, f"  group {k}", names=options.names)
    print(
        f"held-out cries: mean {np.mean(found):.3f}, median {np.median(found):.3f}, under .95: {sum(f < 0.95 for f in found)} of {len(found)}"
    )
    print(f"cry over voice, loud frames, AUC {auc(cry_over_voice, speech_over):.4f}")
    bounds = chosen(
        [one for k in range(GROUPS) for one in apart[k]],
        [(one, np.mean([_classes(one, model) for model in models], axis=0)) for one in others],
        hearing,
    )
    data = without(None)
    options.to.write_bytes(data)
    print(f"all fitted, bounds {bounds.voice_on}/{bounds.voice_off}")
    model = _session(data)
    _say(false_voices([(one, _classes(one, model)) for one in things], bounds, hearing), "shipped", names=options.names)
    for who in sorted({one.kind for one in adults}):
        shares = [covered(one, proposals(one, model, bounds, hearing)) for one in adults if one.kind == who]
        print(f"shipped, adult {who}: {np.mean(shares):.3f}")
    onsets(model, bounds, hearing)


def _say(listed: dict[str, tuple[float, list[str]]], about: str, *, names: bool) -> None:
    for kind, (minutes, false) in sorted(listed.items()):
        print(f"{about}, {kind}: {len(false)} in {minutes:.1f} min{': ' + ', '.join(false) if names and false else ''}")


if __name__ == "__main__":
    main()
