"""What analysing a clip costs: `python -m benchmarks.analysis [CLIP]`.

One run prints the real-time factor with what is heard, the ratio of what is seen to decoding plus the bare model runs
that it needs, where the processor time goes, and the peak memory of a clip and of the same clip four times over. Wall
times need an idle machine; processor seconds are printed beside them, because they hold on a busy one too.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import onnxruntime

from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from models.analysis import analyze
from models.frame_sampling import every, looks
from models.hearing.listening import load_hearing
from models.seeing.face import roi_from_box
from models.seeing.look import ModelSet, load_models

DEFAULT = Path(__file__).parents[1] / "sample_clips" / "play.mp4"
TIMES = 4


def bare(clip: Clip, models: ModelSet, settings: Settings) -> None:
    """Decode the same frames and ask the models the same things, one after another, and nothing else."""
    chosen = looks(clip.index.pts_us, settings.sampling.rate_hz)
    with_bodies = every(clip.index.pts_us[chosen], settings.vision.body_every_us)
    with_eyes = every(clip.index.pts_us[chosen], settings.vision.iris_every_us)
    for frame, bodies, eyes in zip(clip.pick(chosen.tolist()), with_bodies, with_eyes, strict=True):
        boxes = models.faces.detect(frame.rgb)
        meshes = models.mesh.meshes(frame.rgb, [roi_from_box(box) for box in boxes])
        if eyes:
            models.iris.irises(frame.rgb, [m for m in meshes if m.presence >= settings.vision.iris_presence])
        if bodies:
            models.bodies.bodies(frame.rgb)


class Timed:
    """A network that counts the processor seconds of the thread that asks it."""

    def __init__(self, network: onnxruntime.InferenceSession) -> None:
        self._network = network
        self.seconds = 0.0

    def run(self, outputs: list[str] | None, inputs: dict[str, object]) -> list[object]:
        """Ask the network."""
        began = time.thread_time()
        answer: list[object] = self._network.run(outputs, inputs)
        self.seconds += time.thread_time() - began
        return answer


def shares(clip: Clip, settings: Settings) -> dict[str, float]:
    """Processor seconds of each network in one analysis, of all that is heard, and of the rest."""
    models, hearing = load_models(settings), load_hearing()
    estimators = {"faces": models.faces, "meshes": models.mesh, "irises": models.iris, "bodies": models.bodies}
    networks = {}
    for name, estimator in estimators.items():
        networks[name] = Timed(vars(estimator)["_session"])
        vars(estimator)["_session"] = networks[name]
    _, whole = timed(lambda: analyze(clip, settings, models=models))
    _, with_sound = timed(lambda: analyze(clip, settings, models=models, hearing=hearing))
    spent = {name: network.seconds / 2 for name, network in networks.items()}
    return {**spent, "sound": with_sound - whole, "all else": whole - sum(spent.values())}


def timed(do: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, processor = time.monotonic(), time.process_time()
    do()
    return time.monotonic() - wall, time.process_time() - processor


def repeat(path: Path, target: Path, times: int) -> None:
    """The same pictures several times over, without decoding them."""
    with av.open(str(path)) as source, av.open(str(target), "w") as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        length = 0
        for _ in range(times):
            source.seek(0)
            end, first = 0, None
            for packet in source.demux(video=0):
                if packet.dts is None or packet.pts is None:
                    continue
                first = packet.dts if first is None else first
                # Decoding begins before the first picture is shown: what comes next must not begin before this ends.
                end = max(end, packet.pts + (packet.duration or 1), packet.dts - first + 1)
                packet.pts, packet.dts = packet.pts + length, packet.dts + length
                packet.stream = stream
                container.mux(packet)
            length += end


def peak_mb(path: Path) -> float:
    """Peak resident memory of a process that analyses one clip and ends."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.analysis", "--peak", str(path)], check=True, capture_output=True, text=True
    )
    return float(run.stdout)


def report(path: Path) -> None:
    settings = Settings()
    models = load_models(settings)
    with Clip.open(path) as clip:
        analyze(clip, settings, models=models)
        hearing = load_hearing()
        heard_wall, heard_processor = timed(lambda: analyze(clip, settings, models=models, hearing=hearing))
        wall, processor = timed(lambda: analyze(clip, settings, models=models))
        found = analyze(clip, settings, models=models)
        bare_wall, bare_processor = timed(lambda: bare(clip, models, settings))
        spent = shares(clip, settings)
        seconds, info = clip.info.duration_us / 1e6, clip.info
    print(
        f"{path.name}: {info.width}×{info.height}, {seconds:.1f} s, {found.frames_stored} frames, {found.frames} looks"
    )
    print(f"  model runs         {found.model_runs}")
    print(
        f"  analysis         {wall:7.2f} s   {processor:7.2f} s of processor; {1000 * wall / found.frames:.0f} ms each"
    )
    print(f"  decode and models {bare_wall:7.2f} s   {bare_processor:7.2f} s of processor, one after another")
    print(f"  and listening    {heard_wall:7.2f} s   {heard_processor:7.2f} s of processor")
    print(
        f"  faster than real time  {seconds / heard_wall:.1f}× with sound; two idle cores can do "
        f"{2 * seconds / heard_processor:.1f}×, and {2 * seconds / bare_processor:.1f}× with nothing but decoding and "
        "the networks of what is seen"
    )
    print("  ms of processor a look ", ", ".join(f"{k} {1000 * v / found.frames:.1f}" for k, v in spent.items()))
    print(
        f"  ratio to that          {wall / bare_wall:.2f} in time, {processor / bare_processor:.2f} in processor time"
    )
    with tempfile.TemporaryDirectory() as folder:
        longer = Path(folder) / f"longer{path.suffix}"
        repeat(path, longer, TIMES)
        one, many = peak_mb(path), peak_mb(longer)
    print(
        f"  peak memory            {one:.0f} MB, {many:.0f} MB for the clip {TIMES} times over ({many - one:+.0f} MB)"
    )


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--peak"]:
        settings = Settings()
        with Clip.open(Path(arguments[1])) as clip:
            analyze(clip, settings, models=load_models(settings))
        # Not ru_maxrss: a process that was just started has that of the one it was started from.
        status = Path("/proc/self/status").read_text()
        print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
        return
    for path in [Path(argument) for argument in arguments] or [DEFAULT]:
        report(path)


if __name__ == "__main__":
    main()
