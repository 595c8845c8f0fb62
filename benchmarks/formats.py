"""What importing large projects costs: an ELAN file of 50,000 annotations and a BORIS project of 60,000 events.

Run ``python benchmarks/formats.py``. Every measurement is a process of its own: seconds of reading, and how much the
process grew over its size with everything imported (Linux). With ``--peers PYTHON``, an interpreter that has
pympi-ling and boris-behav-obs installed reads the same files in the same run; ``json.load`` stands beside it as the
least any reader of BORIS projects can cost.

Then the whole command ``dyadmirror import`` into a new study, in seconds of the processor from start to end, beside
the whole process of each peer: pympi's bare parse, and BORIS as its command
starts it, until its window waits with the project open (without a video player; BORIS wants to find an ffmpeg).

``--fuzz SECONDS`` damages files at random for that long per file instead, and counts what the readers answer: a
document, or one sentence. What is read is also written again, in its own format and in one other. The files are the
golden ones and, with ``--files FOLDER``, every file below that folder that some format reads. The budget of a full run
is 60 seconds for each golden file and each real one; ``--only`` takes those whose names hold a word.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MEASURE = """
import json, sys, time
sys.path.insert(0, {root!r})
{prepare}
def peak():  # getrusage would count the process that started this one
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
path = {path!r}
before = peak()
began, worked = time.perf_counter(), time.process_time()
{run}
took, work = time.perf_counter() - began, time.process_time() - worked
print(json.dumps([took, work, peak() - before, str(count)]))
"""
OURS = ("from coder.interchange import formats", "count = sum(len(d.events) for d in formats.read(path).documents)")
COUNT = "count = sum(len(one['events']) for one in project['observations'].values())"
# Its loader imports a sound and a video player, which reading a project does not use.
PLAYERLESS = """
import os, sys
from unittest.mock import MagicMock
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.modules.update({name: MagicMock() for name in ("PyQt5.QtMultimedia", "boris.mpv2")})
from boris import project_functions
"""
PEERS = {
    "eaf": {
        "pympi": (
            "import pympi",
            "eaf = pympi.Eaf(path); count = sum(map(len, map(eaf.get_annotation_data_for_tier, eaf.get_tier_names())))",
        ),
    },
    "boris": {
        "BORIS": (
            PLAYERLESS,
            f"project = project_functions.open_project_json(path)[2]; {COUNT}",
        ),
        "json.load": ("", f"project = json.load(open(path)); {COUNT}"),
    },
}


def large_document(events: int, *, tiers: int):  # noqa: ANN201
    """Two subjects, half states and half points, with comments and modifiers on some."""
    from coder.interchange.document.document import (
        Document,
        DocumentCode,
        DocumentCodeKind,
        DocumentEvent,
        DocumentSubject,
        DocumentTier,
        Vocabulary,
        in_order,
    )

    groups = [f"group{number}" for number in range(tiers)]
    rows = [DocumentTier(f"{g}@{s}", s, g, vocabulary=g) for s in ("child", "caregiver") for g in groups]
    kinds = [
        *(DocumentCode(f"code{n}", DocumentCodeKind.STATE) for n in range(8)),
        DocumentCode("point", DocumentCodeKind.POINT),
    ]
    each = events // len(rows)
    listed = [
        DocumentEvent(
            row.id,
            row.subject,
            "point" if at % 2 else f"code{at % 8}",
            at * 700_000,
            at * 700_000 + (0 if at % 2 else 500_000),
            bool(at % 2),
            comment="seen twice" if at % 50 == 0 else "",
        )
        for row in rows
        for at in range(each)
    ]
    return Document(
        title="large",
        subjects=(DocumentSubject("child"), DocumentSubject("caregiver")),
        tiers=tuple(rows),
        vocabularies=tuple(Vocabulary(g, tuple(DocumentCode(f"{g}_{c.name}", c.kind) for c in kinds)) for g in groups),
        events=in_order(listed),
    )


def measure(python: str, path: Path, prepare: str, run: str) -> str:
    """Seconds by the clock and of the processor, MiB grown and count, of one reading in a process of its own."""
    script = MEASURE.format(root=str(ROOT), path=str(path), prepare=prepare, run=run)
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False, cwd=path.parent)
    if done.returncode:
        return f"could not be run: {done.stderr.strip().splitlines()[-1][:100]}"
    took, work, grown, count = json.loads(done.stdout.strip().split("\n")[-1])
    return f"{took:7.2f} s  {work:7.2f} s of processor  {grown:6.0f} MiB more  {count} counted"


STARTED = {
    "eaf": ("pympi", "import sys, pympi; pympi.Eaf(sys.argv[1])"),
    "boris": (
        "BORIS",
        """
import os, sys, threading, time
from unittest.mock import MagicMock
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.modules.update({name: MagicMock() for name in ("boris.mpv2", "boris.mpv", "mpv")})
from PyQt5 import QtWidgets
def waiting(*_):
    (window,) = [one for one in QtWidgets.QApplication.topLevelWidgets() if type(one).__name__ == "MainWindow"]
    os._exit(0 if window.pj["observations"] else 3)
for name in ("exec", "exec_"):
    getattr(QtWidgets.QApplication, name)
    setattr(QtWidgets.QApplication, name, waiting)
threading.Timer(60, os._exit, (4,)).start()
sys.argv = ["boris", "-f", "-n", "-p", sys.argv[1]]
from boris import main
main()
""",
    ),
}


def processor_s(command: list[str]) -> float | None:
    """Seconds of the processor that a command takes from start to end; None where it does not end well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return None if done.returncode else after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(files: dict[str, Path], peers: str | None) -> None:
    """The whole import beside the whole of a peer: the least of three runs of each, in turn."""
    for name, path in files.items():
        study, ours = path.parent / "study", [sys.executable, "-m", "ui"]
        taken: dict[str, list[float | None]] = {"dyadmirror import": []}
        for _ in range(3):
            shutil.rmtree(study, ignore_errors=True)
            processor_s([*ours, "new", str(study)])
            taken["dyadmirror import"].append(processor_s([*ours, "import", str(path), "--into", str(study)]))
            if peers:
                peer, script = STARTED[name]
                taken.setdefault(peer, []).append(processor_s([peers, "-c", script, str(path)]))
        for kind, runs in taken.items():
            ended = [took for took in runs if took is not None]
            print(f"  {name:6s}{kind:20s}", f"{min(ended):5.2f} s of processor" if ended else "could not be run")


def sizes(peers: str | None) -> None:
    """Measure both large files, ours and the peers' readers."""
    from coder.interchange import formats

    with tempfile.TemporaryDirectory() as folder:
        files = {"eaf": Path(folder) / "large.eaf", "boris": Path(folder) / "large.boris"}
        formats.write(large_document(50_000, tiers=5), files["eaf"])
        formats.write(large_document(60_000, tiers=5), files["boris"])
        for name, path in files.items():
            print(f"{name}: {path.stat().st_size / 2**20:.1f} MiB")
            runs = {"dyadmirror": (sys.executable, OURS)}
            runs |= {peer: (peers, call) for peer, call in PEERS[name].items() if peers}
            for who, (python, (prepare, run)) in runs.items():
                print(f"  {who:12s} {measure(str(python), path, prepare, run)}")
        commands(files, peers)


def fuzz(seconds: float, *, seed: int, folder: str | None, only: str) -> None:
    """Damage files at random; every answer must be a document or one sentence, in bounded time."""
    from coder.files.bounded_read import FormatError
    from coder.interchange import formats

    rng = random.Random(seed)
    files = sorted((ROOT / "tests" / "coder" / "interchange" / "golden").glob("session.*"))
    if folder:
        files += sorted(path for path in Path(folder).rglob("*") if path.is_file() and path.suffix)
    with tempfile.TemporaryDirectory() as scratch:
        for sound in files:
            try:
                formats.read(sound)
            except FormatError:
                continue
            if only not in sound.name:
                continue
            data, path = sound.read_bytes(), Path(scratch) / sound.name
            began, longest, answers = time.perf_counter(), 0.0, {"read": 0, "refused": 0, "written": 0}
            while time.perf_counter() - began < seconds:
                path.write_bytes(damaged(data, rng))
                start = time.perf_counter()
                try:
                    answers[answer(path, rng)] += 1
                except Exception as error:
                    kept = ROOT / f"damaged.{sound.name}"
                    kept.write_bytes(path.read_bytes())
                    raise SystemExit(f"{kept} is neither read nor refused: {error!r}") from error
                longest = max(longest, time.perf_counter() - start)
            told = "  ".join(f"{count:6d} {word}" for word, count in answers.items())
            print(f"{sound.name:48s} {told}  longest {longest * 1e3:.0f} ms", flush=True)


def answer(path: Path, rng: random.Random) -> str:
    """Read a damaged file, and write what was read: what became of it, in one word."""
    from coder.files.bounded_read import FormatError
    from coder.interchange import formats

    try:
        result = formats.read(path)
    except FormatError as error:
        if "\n" in str(error) or len(str(error)) > 400:
            raise ValueError(f"it is refused in more than one sentence: {error}") from error
        return "refused"
    others = [one for one in formats.formats() if one.write and "parquet" not in one.id]
    own = next((one for one in others if one.id == result.format), others[0])
    for one in (own, rng.choice(others)):
        documents = result.documents if one.many else result.documents[:1]
        try:
            formats.write(documents, path.with_name("again"), format=one.id)
        except FormatError:
            return "read"
    return "written"


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Cut, repeat, swap, flip or overwrite a few places."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        if not out:
            break
        at, to = sorted((rng.randrange(len(out)), rng.randrange(len(out))))
        match rng.randrange(6):
            case 0:
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                del out[at:to]
            case 2:
                out[at:at] = out[at : min(to, at + 200)]
            case 3:
                out[at : at + 4] = rng.randbytes(4)
            case 4:
                out[at:at] = rng.choice(
                    [
                        b"-1",
                        b"999999999999",
                        b'"',
                        b"<",
                        b"\0",
                        b"\xff\xfe",
                        b"[]",
                        b"{}",
                        b"null",
                        b"&x;",
                        b"1e400",
                        b"NaN",
                        b"\r",
                        b"\xc3\xa9",
                        b"\xed\xa0\x80",
                        b"\\",
                        b"%",
                        b"/",
                        b",",
                        b"\t",
                        b"0",
                        b"''",
                    ]
                )
            case _:
                del out[at:]
    return bytes(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="interpreter with pympi-ling and boris-behav-obs")
    parser.add_argument("--fuzz", type=float, help="seconds per format")
    parser.add_argument("--files", help="folder of further files to damage")
    parser.add_argument("--only", default="", help="a word in the names of the files to damage")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.fuzz:
        fuzz(chosen.fuzz, seed=chosen.seed, folder=chosen.files, only=chosen.only)
    else:
        sizes(chosen.peers)


if __name__ == "__main__":
    main()
