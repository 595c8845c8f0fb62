"""Small surgery on ONNX graphs that every converter needs: free an axis, drop doubled inputs, store halves, save."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"


def drop_initializers_from_inputs(graph: onnx.GraphProto) -> None:
    """Old exporters list every weight as an input too, which tells the runtime that it may change: no folding."""
    weights = {tensor.name for tensor in graph.initializer}
    kept = [value for value in graph.input if value.name not in weights]
    del graph.input[:]
    graph.input.extend(kept)


def set_axes(value: onnx.ValueInfoProto, axes: list[str | int]) -> None:
    """Give an input or output these axes: a name for a free one, a number for a fixed one."""
    shape = value.type.tensor_type.shape
    del shape.dim[:]
    for axis in axes:
        dim = shape.dim.add()
        if isinstance(axis, str):
            dim.dim_param = axis
        else:
            dim.dim_value = axis


def free_batch(graph: onnx.GraphProto) -> None:
    """Let the first axis of every input and output vary: Reshape nodes must then copy it instead of fixing it at 1."""
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Reshape":
            target = constants[node.input[1]]
            shape = numpy_helper.to_array(target).copy()
            if shape[0] == 1:
                shape[0] = 0
                # A copy under a new name: the same constant may serve other nodes.
                renamed = numpy_helper.from_array(shape, f"{target.name}/free_batch/{node.name}")
                graph.initializer.append(renamed)
                node.input[1] = renamed.name
    for value in (*graph.input, *graph.output):
        set_axes(value, ["N", *[dim.dim_value for dim in value.type.tensor_type.shape.dim][1:]])
    del graph.value_info[:]


def keep_outputs(graph: onnx.GraphProto, names: set[str]) -> None:
    """Keep the outputs that are named, and the nodes that they need."""
    kept = [value for value in graph.output if value.name in names]
    wanted = {value.name for value in kept}
    nodes = []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            nodes.append(node)
            wanted |= set(node.input)
    del graph.output[:]
    del graph.node[:]
    graph.output.extend(kept)
    graph.node.extend(reversed(nodes))


def give_out(graph: onnx.GraphProto, inner: str, name: str, shape: list[str | int]) -> None:
    """Give out what a node inside the graph computes, under a name."""
    for node in graph.node:
        node.input[:] = [name if one == inner else one for one in node.input]
        node.output[:] = [name if one == inner else one for one in node.output]
    value = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
    set_axes(value, shape)
    graph.output.append(value)


def drop_unused_initializers(graph: onnx.GraphProto) -> None:
    """Remove weights that no node reads any more."""
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def name_in_order(graph: onnx.GraphProto) -> None:
    """Name values and weights after the order of the nodes: tf2onnx numbers them differently on every run."""
    fixed = {value.name for value in (*graph.input, *graph.output)}
    names: dict[str, str] = {}
    for node in graph.node:
        for name in (*node.input, *node.output):
            if name and name not in fixed:
                names.setdefault(name, f"v{len(names)}")
    for count, node in enumerate(graph.node):
        node.input[:] = [names.get(one, one) for one in node.input]
        node.output[:] = [names.get(one, one) for one in node.output]
        node.name = f"{node.op_type}_{count}"
    tensors = sorted(graph.initializer, key=lambda tensor: int(names[tensor.name][1:]))
    for tensor in tensors:
        tensor.name = names[tensor.name]
    ordered = [onnx.TensorProto.FromString(tensor.SerializeToString()) for tensor in tensors]
    del graph.initializer[:]
    graph.initializer.extend(ordered)


def split_prelu(graph: onnx.GraphProto) -> None:
    """Write PRelu as convolutions of one pixel per channel, which ONNX Runtime keeps in its blocked layout.

    Its own PRelu leaves that layout around every one of them and took three quarters of the time of these networks.
    With slope a: ``a x + relu((1 - a) x)`` where no slope exceeds 1, else ``a x + (1 - a) relu(x)``.
    """
    slopes = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type != "PRelu":
            nodes.append(node)
            continue
        (source, slope_name), (result,) = node.input, node.output
        slope = slopes[slope_name].astype(np.float32).reshape(-1, 1, 1, 1)
        per_channel = {"group": len(slope), "kernel_shape": [1, 1], "strides": [1, 1], "pads": [0, 0, 0, 0]}
        low, rest = f"{result}/slope", f"{result}/rest"
        graph.initializer.append(numpy_helper.from_array(slope, low))
        graph.initializer.append(numpy_helper.from_array(1 - slope, rest))
        steps = [("Conv", rest), ("Relu", None)] if slope.max() <= 1 else [("Relu", None), ("Conv", rest)]
        value = source
        for op, kernel in steps:
            inputs, attributes = ([value, kernel], per_channel) if kernel else ([value], {})
            value = f"{result}/{op}"
            nodes.append(helper.make_node(op, inputs, [value], **attributes))
        nodes.append(helper.make_node("Conv", [source, low], [f"{result}/scaled"], **per_channel))
        nodes.append(helper.make_node("Add", [f"{result}/scaled", value], [result]))
    del graph.node[:]
    graph.node.extend(nodes)


def merge_linear(graph: onnx.GraphProto) -> None:
    """Make one convolution of two of one pixel that follow each other with nothing in between, where that is less work.

    The product of their matrices is worked out in 64 bits: what comes out differs by the rounding of single floats.
    """
    weights = {tensor.name: numpy_helper.to_array(tensor).astype(np.float64) for tensor in graph.initializer}
    given_out = {value.name for value in graph.output}
    makers = {node.output[0]: node for node in graph.node}
    for second in graph.node:
        first = makers.get(second.input[0]) if second.input else None
        if first is None or first.output[0] in given_out or _readers(graph, first.output[0]) != [second]:
            continue
        if not all(_of_one_pixel(node, weights) for node in (first, second)):
            continue
        (inner, before), (outer, after) = ([weights[name] for name in node.input[1:]] for node in (first, second))
        if outer.shape[0] * inner.shape[1] >= inner[:, :, 0, 0].size + outer[:, :, 0, 0].size:
            continue
        kernel = outer[:, :, 0, 0] @ inner[:, :, 0, 0]
        _replace_weights(graph, second, {1: kernel[:, :, None, None], 2: outer[:, :, 0, 0] @ before + after})
        second.input[0] = first.input[0]
        graph.node.remove(first)
    drop_unused_initializers(graph)


def _readers(graph: onnx.GraphProto, value: str) -> list[onnx.NodeProto]:
    return [node for node in graph.node if value in node.input]


def _of_one_pixel(node: onnx.NodeProto, weights: dict[str, np.ndarray]) -> bool:
    """Whether a node is a convolution of one pixel, with a bias, of all channels together."""
    if node.op_type != "Conv" or len(node.input) != 3 or weights[node.input[1]].shape[2:] != (1, 1):
        return False
    told = {one.name: helper.get_attribute_value(one) for one in node.attribute}
    return told.get("group", 1) == 1 and not any(told.get("pads", [])) and set(told.get("strides", [1])) == {1}


def _replace_weights(graph: onnx.GraphProto, node: onnx.NodeProto, arrays: dict[int, np.ndarray]) -> None:
    """Give a node weights of its own at these places of its inputs."""
    for place, array in arrays.items():
        name = f"{node.output[0]}/{'bias' if place == 2 else 'kernel'}"
        graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name))
        node.input[place : place + 1] = [name]


def fold_normalization(graph: onnx.GraphProto) -> None:
    """Fold a BatchNormalization into the ConvTranspose before it, which the runtime does for Conv alone."""
    weights = {tensor.name: numpy_helper.to_array(tensor).astype(np.float64) for tensor in graph.initializer}
    makers = {node.output[0]: node for node in graph.node}
    for norm in [node for node in graph.node if node.op_type == "BatchNormalization"]:
        maker = makers[norm.input[0]]
        if maker.op_type != "ConvTranspose" or len(maker.input) != 2:
            continue
        scale, shift, mean, spread = (weights[name] for name in norm.input[1:])
        gain = scale / np.sqrt(spread + next(one.f for one in norm.attribute if one.name == "epsilon"))
        _replace_weights(graph, maker, {1: weights[maker.input[1]] * gain[:, None, None], 2: shift - mean * gain})
        maker.output[0] = norm.output[0]
        graph.node.remove(norm)
    drop_unused_initializers(graph)


def join_heads(graph: onnx.GraphProto, heads: list[str]) -> None:
    """Make one convolution of one pixel of several that read the same value, and part what it gives.

    The runtime works on sixteen channels at once: a head of one or two took as long as all of them together.
    """
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    convs = [next(node for node in graph.node if name in node.output) for name in heads]
    assert len({node.input[0] for node in convs}) == 1
    assert all(_of_one_pixel(node, weights) for node in convs)
    kernels, biases = ([weights[node.input[place]] for node in convs] for place in (1, 2))
    together = helper.make_node("Conv", [convs[0].input[0], "", ""], ["heads"], kernel_shape=[1, 1])
    _replace_weights(graph, together, {1: np.concatenate(kernels), 2: np.concatenate(biases)})
    sizes = numpy_helper.from_array(np.array([len(kernel) for kernel in kernels], np.int64), "heads/sizes")
    graph.initializer.append(sizes)
    at = min(list(graph.node).index(node) for node in convs)
    kept = [node for node in graph.node if node not in convs]
    parted = helper.make_node("Split", ["heads", sizes.name], heads, axis=1)
    nodes = [*kept[:at], together, parted, *kept[at:]]
    del graph.node[:]
    graph.node.extend(nodes)
    drop_unused_initializers(graph)


def store_halves(graph: onnx.GraphProto) -> None:
    """Keep weights that were published as 16-bit floats in 16 bits on disk, with a Cast that the runtime folds at load.

    Nothing is rounded: a tensor with one value that 16 bits cannot hold stays as it is.
    """
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT:
            continue
        full = numpy_helper.to_array(tensor)
        half = full.astype(np.float16)
        if full.size < 64 or not np.array_equal(half.astype(np.float32), full):
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}/half"))
        casts.append(helper.make_node("Cast", [f"{name}/half"], [name], to=TensorProto.FLOAT, name=f"{name}/cast"))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def save(model: onnx.ModelProto, name: str) -> None:
    """Check, write to models/weights/ and print the sha256 that manifest.toml must name."""
    del model.metadata_props[:]
    model.doc_string = ""
    model.producer_name, model.producer_version = "dyadmirror models/convert", ""
    onnx.checker.check_model(model, full_check=True)
    path = WEIGHTS / name
    path.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{name}  {path.stat().st_size} bytes  sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


def read_weights(manifest: list[dict], data: bytes) -> dict[str, np.ndarray]:
    """Every constant of the graph by name; 16-bit floats as stored."""
    weights, at = {}, 0
    for entry in manifest[0]["weights"]:
        stored = np.dtype(entry.get("quantization", {"dtype": entry["dtype"]})["dtype"])
        count = int(np.prod(entry["shape"], dtype=np.int64))
        array = np.frombuffer(data, stored, count, at).reshape(entry["shape"])
        weights[entry["name"]] = array.astype(np.float32) if stored.kind == "f" else array
        at += count * stored.itemsize
    assert at == len(data)
    return weights


class GraphBuilder:
    """Writes plain ONNX nodes (NCHW) for the operations of a TensorFlow graph; what each becomes, ``_build`` says."""

    def __init__(self, nodes: dict[str, dict], weights: dict[str, np.ndarray]) -> None:
        self.nodes, self.weights = nodes, weights
        self.out: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.done: dict[str, str] = {}

    def constant(self, name: str, array: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, op: str, inputs: list[str], name: str, **attributes: object) -> str:
        self.out.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def build(self, name: str) -> str:
        """The ONNX value that holds what the TensorFlow node ``name`` computes."""
        name = name.split(":")[0]
        if name not in self.done:
            self.done[name] = self._build(name, self.nodes[name])
        return self.done[name]

    def _build(self, name: str, node: dict) -> str:
        raise NotImplementedError
