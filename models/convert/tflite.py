"""One TFLite graph to ONNX with tf2onnx, with a free batch axis and short names."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from graphs import (
    WEIGHTS,
    drop_unused_initializers,
    free_batch,
    give_out,
    keep_outputs,
    name_in_order,
    save,
    split_prelu,
    store_halves,
)
from tf2onnx.convert import from_tflite


def convert(
    tflite: bytes, name: str, names: dict[str, str], *, inner: tuple[str, str, list[str | int]] | None = None
) -> None:
    """Convert, compare with TensorFlow Lite itself on seeded noise, and save as ``models/weights/<name>``.

    ``names`` gives short names to the input and to the outputs that are kept; what only others need is left out.
    ``inner`` is a value inside the graph, as it is numbered in the end, that is given out too: its number, the name
    and the shape.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.tflite")
        path.write_bytes(tflite)
        model, _ = _quietly(from_tflite, path)
    keep_outputs(model.graph, set(names))
    free_batch(model.graph)
    for node in model.graph.node:
        node.input[:] = [names.get(one, one) for one in node.input]
        node.output[:] = [names.get(one, one) for one in node.output]
    for value in (*model.graph.input, *model.graph.output):
        value.name = names[value.name]
    split_prelu(model.graph)
    drop_unused_initializers(model.graph)
    name_in_order(model.graph)
    if inner is not None:
        give_out(model.graph, *inner)
    store_halves(model.graph)
    save(model, name)
    _compare(tflite, name)


def _quietly(function, path):
    import logging

    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    return function(str(path), opset=17)


def _compare(tflite: bytes, name: str) -> None:
    reference = tf.lite.Interpreter(model_content=tflite)
    reference.allocate_tensors()
    session = onnxruntime.InferenceSession(str(WEIGHTS / name), providers=["CPUExecutionProvider"])
    info = reference.get_input_details()[0]
    batch = np.random.default_rng(7).random((3, *info["shape"][1:]), dtype=np.float32)
    ours = session.run(None, {session.get_inputs()[0].name: batch})
    worst = 0.0
    for row in range(len(batch)):
        reference.set_tensor(info["index"], batch[row : row + 1])
        reference.invoke()
        theirs = {int(np.prod(d["shape"])): reference.get_tensor(d["index"]) for d in reference.get_output_details()}
        for output in ours:
            if output[row].size not in theirs:
                continue
            worst = max(worst, float(np.abs(output[row].ravel() - theirs[output[row].size].ravel()).max()))
    print(f"{name}  largest difference from TensorFlow Lite over a batch of 3: {worst:.6f} (pixels of the crop)")
    assert worst < 0.05, worst
