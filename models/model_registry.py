"""The models that come with the app: what manifest.toml says of each, and a session over weights that are unaltered."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.vocabulary.errors import ModelError
from coder.vocabulary.language import tr

if TYPE_CHECKING:
    import onnxruntime

MANIFEST = Path(__file__).with_name("manifest.toml")
WEIGHTS = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One entry of manifest.toml."""

    id: str
    version: str
    file: str
    sha256: str
    licence: str
    licence_file: str
    origin: str
    inputs: str
    outputs: str
    limits: str

    @property
    def model(self) -> str:
        """``id@version``, as signals and proposals name it."""
        return f"{self.id}@{self.version}"


@cache
def cards() -> dict[str, ModelCard]:
    """Every model of the manifest by id."""
    with MANIFEST.open("rb") as file:
        entries = tomllib.load(file)
    return {id: ModelCard(id=id, **entry) for id, entry in entries.items()}


def weights(card: ModelCard, folder: Path = WEIGHTS) -> bytes:
    """The bytes of a weight file, read once and checked, so that what was checked is what runs.

    Raises
    ------
    ModelError
        If the file is missing, unreadable, or not the one that the manifest names.
    """
    path = folder / card.file
    try:
        data = path.read_bytes()
    except OSError:
        raise ModelError(
            tr(
                "The weights of the model “{card}” cannot be read at {path}: install Dyad Mirror again.",
                card=card.id,
                path=path,
            )
        ) from None
    if hashlib.sha256(data).hexdigest() != card.sha256:
        raise ModelError(
            tr(
                "The weights of the model “{card}” at {path} are not the ones this version was made with: "
                "install Dyad Mirror again.",
                card=card.id,
                path=path,
            )
        )
    return data


def session(model_id: str, *, threads: int, folder: Path = WEIGHTS) -> onnxruntime.InferenceSession:
    """A CPU session for one model, after its weights were checked.

    Parameters
    ----------
    model_id : str
        A key of :func:`cards`.
    threads : int
        Threads inside one run.
    folder : Path
        Where the weight files lie.

    Raises
    ------
    ModelError
        If the weights are missing or altered, or the runtime cannot load them.
    """
    data = weights(cards()[model_id], folder)
    try:
        return session_over(data, threads=threads)
    except Exception as error:
        # Whatever the native library says (no shared base class), the person can only reinstall.
        raise ModelError(
            tr("The model “{model_id}” does not run on this machine: install Dyad Mirror again.", model_id=model_id)
        ) from error


def session_over(data: bytes, *, threads: int) -> onnxruntime.InferenceSession:
    """A CPU session over the bytes of an ONNX file; raise whatever the runtime raises where it cannot load them."""
    import onnxruntime  # a tenth of a second that a window which opens does not wait for

    _one_arena()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Waiting threads that spin would take the core from decoding and from the other models.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.use_env_allocators", "1")
    # A pattern is one block for all that a run needs, beside the blocks of the run before it was known: no faster here.
    options.enable_mem_pattern = False
    arguments: dict[str, Any] = {"sess_options": options, "providers": ["CPUExecutionProvider"]}
    made = onnxruntime.InferenceSession(data, **arguments)
    # The runtime's wrapper keeps them, to open the session again with other providers.
    made._model_bytes = None
    return made


@cache
def _one_arena() -> None:
    """Have all sessions take what a run needs from one place, and no more than they ask for; once in a process.

    Each with an arena of its own, which doubles as it grows, held 170 MB more, and was no faster: docs/decisions/0355.
    """
    import onnxruntime

    # On Windows the official build of ONNX Runtime can report usage to its maker; nothing here reports anything.
    onnxruntime.disable_telemetry_events()
    as_asked = {
        "max_mem": 0,
        "arena_extend_strategy": 1,  # kSameAsRequested
        "initial_chunk_size_bytes": -1,
        "max_dead_bytes_per_chunk": -1,
    }
    kind, use = onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, onnxruntime.OrtMemType.DEFAULT
    memory = onnxruntime.OrtMemoryInfo("Cpu", kind, 0, use)
    onnxruntime.create_and_register_allocator(memory, onnxruntime.OrtArenaCfg(as_asked))
