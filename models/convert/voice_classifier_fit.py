"""Fit the voice classifier: pieces of sound, scenes made of them, eight small networks, one ONNX file.

``python -m models.convert.voice_classifier_fit CRIES --font FONT --recorded THINGS`` from the project's root, in the environment of the app
with scikit-learn and onnx beside it, and espeak-ng, flite and fluidsynth on the path. CRIES is a folder of infants' cries
named as in ESC-50 (their family is the second number of the name), all CC0 or CC BY; FONT a soundfont under the MIT licence
(MuseScore General, made of Fluid R3); THINGS a folder of recordings under CC0 in which nobody speaks or sings (the samples
of Sonic Pi without choir, voices and robots). Everything else is rendered here. No sound of another licence takes part:
weights that carry an MIT licence must owe nothing to a source that forbids it. No recording is in the repository.
``voice_classifier_measurement.py`` holds families out and says what they are heard as.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.neural_network import MLPClassifier

from models.convert import animal_sounds, played_sounds, voice_sounds
from models.hearing.features import COLUMNS, features
from models.hearing.frames import HOP, RATE, Ears, load_ears, measure
from models.hearing.voice_classifier import CLASSES

TARGET = Path(__file__).resolve().parents[1] / "weights" / "voices.onnx"
SCENE_S = 12
SCENES = 600
GROUPS = 4
"""The families of cries are dealt to so many groups. A scene draws on one group only, so that weights can be fitted
without any of them from the same scenes."""
NETWORKS = ((6, 16, 1.0), (0, 24, 1.0), (10, 24, 1.0), (4, 16, 0.5))
"""Spectral shape in so many cosines (0: none of it), hidden units, weight decay. Their mean is surer than each."""
KEPT = {"voice": 0.35, "none": 0.22}
Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SoundSample:
    """One sound, its class (an index into CLASSES; 0 is a thing) and its family: what is held out goes together."""

    kind: int
    family: str
    samples: Sound


@dataclass(frozen=True, slots=True)
class SoundSources:
    """What is fitted to and is not rendered here: where it lies on this machine."""

    cries: Path
    font: Path
    things: Path


def pieces(cries: Path, chance: np.random.Generator) -> list[SoundSample]:
    """Collect the cries and render voices and things for the first scenes."""
    found = [_piece("cry", family_of(path), loaded(path)) for path in sorted(cries.glob("*-*-*.ogg"))]
    found += [_piece("speech", voice, sound) for voice, sound in (voice_sounds.spoken(chance) for _ in range(220))]
    for kind, count in (("babble", 120), ("laugh", 80)):
        found += [_piece(kind, kind, voice_sounds.VOICES[kind](chance)) for _ in range(count)]
    for kind, count in (("wail", 50), ("hoarse", 60)):
        found += [_piece("cry", kind, voice_sounds.VOICES[kind](chance)) for _ in range(count)]
    for kind, make in voice_sounds.THINGS.items():
        count = {"bark": 70, "hiss": 60, "music": 90, "blown": 160, "buzz": 60}.get(kind, 45)
        found += [_piece("none", f"rendered {kind}", make(chance)) for _ in range(count)]
    return [piece for piece in found if len(piece.samples) >= 800]


def further_pieces(sources: SoundSources, chance: np.random.Generator) -> list[SoundSample]:
    """What the first scenes lack: laughs and calls of any age, speech put together from recordings, animals, instruments
    one at a time, and recordings of things that anybody may use."""
    found = [_piece("speech", voice, sound) for voice, sound in (voice_sounds.read_out(chance) for _ in range(60))]
    for kind, name, count in (("babble", "call", 80), ("laugh", "chuckle", 120), ("laugh", "laughed out", 100)):
        found += [_piece(kind, name, voice_sounds.FURTHER_VOICES[name](chance)) for _ in range(count)]
    for name, make in animal_sounds.ANIMALS.items():
        found += [_piece("none", f"rendered {name}", make(chance)) for _ in range(60 if name == "barking" else 40)]
    for program, sound in played_sounds.played(sources.font, chance):
        found.append(_piece("none", f"played {program // 16}", sound))
    for path in sorted(sources.things.iterdir()):
        found.append(_piece("none", f"recorded {path.stem.split('_')[0]}", loaded(path)))
    return [piece for piece in found if len(piece.samples) >= 800]


def family_of(cry: Path) -> str:
    """What is held out together: the recording that a file named as in ESC-50 was cut from."""
    return f"cry {cry.stem.split('-')[1]}"


def groups_of(families: Iterable[str]) -> dict[str, int]:
    """Deal the families of recorded cries to :data:`GROUPS` groups."""
    return {family: k % GROUPS for k, family in enumerate(sorted(f for f in set(families) if f.startswith("cry ")))}


def _piece(kind: str, family: str, samples: npt.ArrayLike) -> SoundSample:
    sound = np.asarray(samples, np.float32)
    peak = float(np.abs(sound).max()) if len(sound) else 0.0
    return SoundSample(CLASSES.index(kind), family, sound / peak if peak > 1e-4 else sound[:0])


def loaded(path: Path) -> Sound:
    """Read a sound file: 16 kHz, one channel."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        parts = [heard.to_ndarray()[0] for frame in container.decode(audio=0) for heard in resampler.resample(frame)]
        parts += [heard.to_ndarray()[0] for heard in resampler.resample(None)]
    return np.concatenate(parts).astype(np.float32)


def scene(families: dict[int, list[list[SoundSample]]], chance: np.random.Generator) -> tuple[Sound, Sound, Sound]:
    """Twelve seconds of a home: sound, the class of each frame, and whether it counts (0 at the faint ends of voices).

    A third has no voice in it. What is louder than 24 dB below its own loud parts is labelled.
    """
    n = SCENE_S * RATE
    out, label = np.zeros(n, np.float32), np.zeros(n // HOP, np.float32)
    counts, loudest = np.ones(n // HOP, np.float32), np.full(n // HOP, -200.0)
    base, at = chance.uniform(-12, 0), chance.uniform(0, 1) * (chance.random() < 0.7)
    draw = chance.random()
    full = chance.random() < 0.25  # as recordings are that begin and end in the middle of a cry
    at = 0.0 if full else at
    kinds = [0] if draw < 0.38 else [1, 2, 3, 4, 4, 0, 0] if draw < 0.65 else [int(chance.choice([1, 2, 3, 4, 4]))]
    kinds = [kind for kind in kinds if kind in families] or sorted(families)
    while at < SCENE_S - 0.3:
        kind = kinds[chance.integers(len(kinds))]
        family = families[kind][chance.integers(len(families[kind]))]
        sound = _cut(family[chance.integers(len(family))].samples, chance)
        sound = altered(sound, chance) * np.float32(10 ** ((base + chance.uniform(-12, 0)) / 20))
        first = int(at * RATE) // HOP * HOP
        sound = sound[: n - first]
        if len(sound) < HOP:
            break
        out[first : first + len(sound)] += sound
        if kind:
            _label(sound, kind, first // HOP, label, counts, loudest)
        gap = 0.0 if full else chance.exponential(0.5) * (chance.random() < 0.7)
        at += len(sound) / RATE * (1 if chance.random() < 0.85 else 0.6) + gap
    spectrum = np.fft.rfft(chance.standard_normal(n)) * (np.fft.rfftfreq(n, 1 / RATE) + 30) ** chance.uniform(-1, 0)
    bed = np.fft.irfft(spectrum, n)
    out += (bed / bed.std() * 10 ** (chance.uniform(-105, -45) / 20)).astype(np.float32)
    if chance.random() < 0.3:
        family = families[0][chance.integers(len(families[0]))]
        behind = altered(family[chance.integers(len(family))].samples, chance)
        out += np.tile(behind, n // len(behind) + 1)[:n] * np.float32(10 ** (chance.uniform(-50, -24) / 20))
    counts[(label > 0) & (loudest < _level(out)[: len(label)] - 9)] = 0
    out *= 10 ** (chance.uniform(-25, 0) / 20) * (chance.uniform(1, 4) if chance.random() < 0.1 else 1)
    return np.clip(out, -1, 1), label, counts


def altered(sound: Sound, chance: np.random.Generator) -> Sound:
    """The same in another mouth, room and microphone: pitch and formants by up to a third, colour, echo."""
    if chance.random() < 0.5:
        at = np.arange(0, len(sound) - 1, chance.uniform(0.75, 1.3))
        sound = np.interp(at, np.arange(len(sound)), sound).astype(np.float32)
    size = 1 << int(np.ceil(np.log2(len(sound) + 4000)))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    gain = (1 + hz / 300) ** chance.uniform(-0.35, 0.35)
    if chance.random() < 0.3:
        gain = gain / (1 + (hz / chance.uniform(2500, 7000)) ** 6)
    if chance.random() < 0.3:
        gain = gain / (1 + (chance.uniform(80, 300) / (hz + 1)) ** 4)
    spectrum = np.fft.rfft(sound, size) * gain
    if chance.random() < 0.5:
        m = int(chance.uniform(0.04, 0.35) * RATE)
        echo = chance.standard_normal(m) * np.exp(-np.arange(m) / (m / 5))
        echo *= chance.uniform(0.03, 0.25) / np.sqrt((echo**2).sum() + 1e-9) * chance.uniform(0.5, 2)
        echo[0] += 1
        spectrum = spectrum * np.fft.rfft(echo, size)
    made = np.fft.irfft(spectrum, size)[: len(sound)]
    return (made / (np.abs(made).max() + 1e-9)).astype(np.float32)


def _cut(sound: Sound, chance: np.random.Generator) -> Sound:
    if len(sound) <= 5 * RATE:
        return sound
    length = int(chance.uniform(1.5, 5) * RATE)
    first = int(chance.integers(0, len(sound) - length))
    part, ramp = sound[first : first + length].copy(), np.linspace(0, 1, 160, dtype=np.float32)
    part[:160] *= ramp
    part[-160:] *= ramp[::-1]
    return part


def _label(sound: Sound, kind: int, first: int, label: Sound, counts: Sound, loudest: npt.NDArray[np.float64]) -> None:
    level = _level(sound)[: len(label) - first]
    peak = np.percentile(level, 95)
    on = level > peak - 24
    where = np.flatnonzero(on)
    for before, after in zip(where[:-1], where[1:], strict=True):
        if after - before <= 7:
            on[before:after] = True
    mine = slice(first, first + len(level))
    louder = on & (level > loudest[mine])
    label[mine][louder] = kind
    counts[mine][(level > peak - 36) & ~on & (label[mine] == 0)] = 0
    loudest[mine] = np.maximum(loudest[mine], np.where(on, level, -200))


def _level(sound: Sound) -> npt.NDArray[np.float64]:
    padded = np.concatenate([np.zeros(HOP, np.float32), sound, np.zeros(2 * HOP, np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * HOP)[::HOP][: len(sound) // HOP]
    return np.asarray(10 * np.log10((windows**2).mean(axis=1) + 1e-10))


def examples(found: Sequence[SoundSample], count: int, seed: int, ears: Ears) -> tuple[Sound, Sound, Sound]:
    """Features and classes of the frames of ``count`` scenes, and the group of cries that each was allowed."""
    chance, group = np.random.default_rng(seed), groups_of(piece.family for piece in found)
    rows, classes, groups = [], [], []
    for at in range(count):
        mine = at % GROUPS
        families: dict[int, dict[str, list[SoundSample]]] = {}
        for piece in found:
            if group.get(piece.family, mine) == mine:
                families.setdefault(piece.kind, {}).setdefault(piece.family, []).append(piece)
        sound, label, counts = scene({kind: list(each.values()) for kind, each in families.items()}, chance)
        told = features(measure(sound, ears))
        share = np.where(label == 0, KEPT["none"], KEPT["voice"])
        kept = (counts > 0) & (chance.random(len(label)) < share)
        rows.append(told[: len(label)][kept])
        classes.append(label[kept])
        groups.append(np.full(int(kept.sum()), mine, np.float32))
    return np.concatenate(rows), np.concatenate(classes), np.concatenate(groups)


def further_examples(found: Sequence[SoundSample], ears: Ears) -> tuple[Sound, Sound]:
    """Features and classes of the frames of scenes of :func:`further_pieces`, in which no recorded cry takes part."""
    voices = [piece for piece in found if piece.kind]
    things = [piece for piece in found if not piece.kind]

    def of(word: str) -> list[SoundSample]:
        return [piece for piece in things if piece.family.startswith(word)]

    sets = (
        ([piece for piece in voices if piece.family != "laughed out"] + of("recorded"), 48, 7100),
        (voices + things[::3], 90, 7500),
        (of("rendered"), 40, 7200),
        (of("played"), 36, 7300),
        (of("recorded"), 30, 7400),
    )
    made = [examples(mine, count, seed, ears) for mine, count, seed in sets]
    return np.concatenate([one[0] for one in made]), np.concatenate([one[1] for one in made])


def together(*tables: tuple[Sound, Sound]) -> tuple[Sound, Sound]:
    """One table of several."""
    return np.concatenate([rows for rows, _ in tables]), np.concatenate([classes for _, classes in tables])


def fitted(*tables: tuple[Sound, Sound]) -> onnx.ModelProto:
    """Fit the networks to each table of features and classes, and put all into one graph: features in, likelihoods out.

    Networks that were never shown the hard things are surer of a cry that nobody knew, those that were take fewer things
    for voices; the mean over both keeps more of either than one fit to everything.
    """
    constants, nodes, answers = [], [], []

    def constant(name: str, value: npt.ArrayLike) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    low, high = constant("low", -4.0), constant("high", 4.0)
    each = [(table, k, network) for table in tables for k, network in enumerate(NETWORKS)]
    for k, ((rows, classes), seed, (cosines, hidden, decay)) in enumerate(each):
        project = _projection(cosines)
        told = rows @ project
        mean, spread = told.mean(axis=0), told.std(axis=0) + 1e-3
        network = MLPClassifier(
            (hidden,), alpha=decay, batch_size=512, learning_rate_init=2e-3, max_iter=7, random_state=seed
        ).fit(np.clip((told - mean) / spread, -4, 4), classes)
        (first, second), (one, two) = network.coefs_, network.intercepts_
        nodes += [
            helper.make_node(
                "Gemm", ["features", constant(f"p{k}", project / spread), constant(f"m{k}", -mean / spread)], [f"z{k}"]
            ),
            helper.make_node("Clip", [f"z{k}", low, high], [f"c{k}"]),
            helper.make_node("Gemm", [f"c{k}", constant(f"w{k}", first), constant(f"b{k}", one)], [f"h{k}"]),
            helper.make_node("Relu", [f"h{k}"], [f"r{k}"]),
            helper.make_node("Gemm", [f"r{k}", constant(f"v{k}", second), constant(f"d{k}", two)], [f"a{k}"]),
        ]
        answers.append(f"a{k}")
    nodes.append(helper.make_node("Mean", answers, ["mean"]))
    nodes.append(helper.make_node("Softmax", ["mean"], ["classes"], axis=1))
    graph = helper.make_graph(
        nodes,
        "voices",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["frames", COLUMNS])],
        [helper.make_tensor_value_info("classes", TensorProto.FLOAT, ["frames", len(CLASSES)])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="dyadmirror")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def _projection(cosines: int) -> npt.NDArray[np.float64]:
    """Features to what a network is given: the shape of the spectrum in a few cosines, and all that is no spectrum."""
    basis = np.cos(np.pi * np.outer(np.arange(24) + 0.5, np.arange(24)) / 24) / np.sqrt(12)
    parts = []
    for first, kept in ((24, cosines), (48, cosines), (72, 3 if cosines else 0), (96, 3 if cosines else 0)):
        part = np.zeros((160, kept))
        part[first : first + 24] = basis[:, :kept]
        parts.append(part)
    return np.concatenate([*parts, np.eye(160)[:, 120:]], axis=1)


def main() -> None:
    """Fit and write; say the hash that manifest.toml must name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cries", type=Path)
    parser.add_argument("--font", type=Path, required=True, help="a soundfont that anybody may use")
    parser.add_argument("--recorded", type=Path, required=True, help="a folder of things under CC0")
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    ears, sources = load_ears(), SoundSources(options.cries, options.font, options.recorded)
    first = examples(pieces(options.cries, np.random.default_rng(1)), options.scenes, 100, ears)
    further = further_examples(further_pieces(sources, np.random.default_rng(3)), ears)
    model = fitted(first[:2], together(first[:2], further))
    data = model.SerializeToString()
    options.to.write_bytes(data)
    print(options.to.name, hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
