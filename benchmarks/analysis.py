"""What analysing a clip costs: `python -m benchmarks.analysis [CLIP]`.

One run prints the real-time factor, the ratio to decoding plus the bare model runs that the analysis needs, and the
peak memory of a clip and of the same clip four times over. Wall times need an idle machine; processor seconds are
printed beside them, because they hold on a busy one too.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av

from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from models.analysis import ModelSet, analyze, load_models
from models.frame_sampling import every, looks
from models.seeing.face import roi_from_box

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
            end = 0
            for packet in source.demux(video=0):
                if packet.dts is None or packet.pts is None:
                    continue
                end = max(end, packet.pts + (packet.duration or 1))
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
        wall, processor = timed(lambda: analyze(clip, settings, models=models))
        found = analyze(clip, settings, models=models)
        bare_wall, bare_processor = timed(lambda: bare(clip, models, settings))
        seconds, info = clip.info.duration_us / 1e6, clip.info
    print(
        f"{path.name}: {info.width}×{info.height}, {seconds:.1f} s, {found.frames_stored} frames, {found.frames} looks"
    )
    print(f"  model runs         {found.model_runs}")
    print(
        f"  analysis         {wall:7.2f} s   {processor:7.2f} s of processor; {1000 * wall / found.frames:.0f} ms each"
    )
    print(f"  decode and models {bare_wall:7.2f} s   {bare_processor:7.2f} s of processor, one after another")
    print(f"  faster than real time  {seconds / wall:.1f}×")
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
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    for path in [Path(argument) for argument in arguments] or [DEFAULT]:
        report(path)


if __name__ == "__main__":
    main()
