"""The weight files are the ones that manifest.toml names, and nothing else runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coder.vocabulary.errors import ModelError
from models.model_registry import WEIGHTS, ModelCard, cards, session, weights

CARDS = list(cards().values())
IDS = [card.id for card in CARDS]
ONNX = [card for card in CARDS if card.file.endswith(".onnx")]
CONVERT = WEIGHTS.parent / "convert"


def test_the_manifest_names_every_file_and_every_file_is_in_the_manifest() -> None:
    carried = {path.name for path in WEIGHTS.iterdir() if not path.name.startswith("LICENSE")}
    assert carried == {card.file for card in CARDS}


def test_every_licence_text_belongs_to_a_model_and_every_model_has_one() -> None:
    carried = {path.name for path in WEIGHTS.glob("LICENSE*")}
    assert carried == {card.licence_file for card in CARDS}


@pytest.mark.parametrize("card", CARDS, ids=IDS)
def test_a_card_says_everything(card: ModelCard) -> None:
    for said in (card.version, card.origin, card.inputs, card.outputs, card.limits):
        assert len(said) >= 3
    assert card.licence in ("MIT", "Apache-2.0")
    assert card.licence.split("-")[0] in (WEIGHTS / card.licence_file).read_text("utf-8").replace(
        "Apache License", "Apache"
    )
    assert card.file in (CONVERT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("card", ONNX, ids=[card.id for card in ONNX])
def test_a_model_runs_on_the_processor_and_has_the_inputs_and_outputs_of_its_card(card: ModelCard) -> None:
    opened = session(card.id, threads=1)
    assert opened.get_providers() == ["CPUExecutionProvider"]
    for said, there in ((card.inputs, opened.get_inputs()), (card.outputs, opened.get_outputs())):
        for value in there:
            assert value.name in said


@pytest.mark.parametrize("card", CARDS, ids=IDS)
@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_one_changed_byte_is_refused(card: ModelCard, where: str, tmp_path: Path) -> None:
    copy = tmp_path / card.file
    data = bytearray((WEIGHTS / card.file).read_bytes())
    data[{"first": 0, "middle": len(data) // 2, "last": len(data) - 1}[where]] ^= 1
    copy.write_bytes(data)
    with pytest.raises(ModelError) as refused:
        session(card.id, threads=1, folder=tmp_path)
    assert_one_sentence(str(refused.value), card.id, str(copy))


@pytest.mark.parametrize("card", CARDS, ids=IDS)
def test_a_cut_file_an_empty_file_a_folder_and_no_file_are_refused(card: ModelCard, tmp_path: Path) -> None:
    path = tmp_path / card.file
    with pytest.raises(ModelError) as refused:
        weights(card, tmp_path)
    assert_one_sentence(str(refused.value), card.id, str(path))
    for data in (b"", (WEIGHTS / card.file).read_bytes()[:-1]):
        path.write_bytes(data)
        with pytest.raises(ModelError) as refused:
            weights(card, tmp_path)
        assert_one_sentence(str(refused.value), card.id, str(path))
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelError) as refused:
        weights(card, tmp_path)
    assert_one_sentence(str(refused.value), card.id, str(path))


def test_an_unaltered_copy_elsewhere_is_accepted(tmp_path: Path) -> None:
    shutil.copy(WEIGHTS / cards()["iris"].file, tmp_path)
    assert session("iris", threads=1, folder=tmp_path).get_inputs()[0].name == "crops"


def assert_one_sentence(message: str, *named: str) -> None:
    """What, where and what to do, in one line."""
    assert message.endswith(".")
    assert "\n" not in message
    assert "install" in message
    for name in named:
        assert name in message
