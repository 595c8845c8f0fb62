"""Not a judge: nothing that leaves the app, can be asked of it or stands in its code scores, ranks or grades anybody.

Every word is looked at in every place: export files, printed JSON, windows and tables, schemes, and each public name
of the core and the models. A word that statistics or imaging needs is listed with its reason, one by one, so that a
new one is a decision and not an oversight.
"""

import ast
import dataclasses
import enum
import importlib
import inspect
import json
import pkgutil
import re
import tomllib
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

import coder
import models
from coder.exchanges.pairing import Outcome
from coder.interchange.document import document as doc
from coder.interchange.formats import formats, write
from coder.interchange.formats.format_registry import Format
from coder.vocabulary.scheme import CodeKind, load_scheme

ROOT = Path(__file__).resolve().parents[1]
SCHEMES = sorted((ROOT / "coder" / "schemes").glob("*.toml"))

JUDGING = re.compile(
    r"scor(e|es|ed|ing)|rat(ed|ing|ings)|rate[sd]?|rank(s|ed|ing|ings)?|grad(e|es|ed|ing)|percentiles?|quantiles?|adequa\w*"
    r"|inadequa\w*|quality|qualities|sensitiv\w*|insensitiv\w*|responsiv\w*|attach\w*|secure|insecure|performan\w*|fail\w*"
    r"|bad|good|best|worst|better|worse|poor|excellent|normal|abnormal|norm|norms|diagnos\w*|risk\w*|deficien\w*"
    r"|competen\w*|skill\w*|benchmark\w*|leaderboard|top|verdict\w*|warmth|index|level|levels|compar\w*|judg\w*|evaluat\w*"
    r"|assess\w*|apprais\w*|neglect\w*|abus\w*|unfit|fitness|alert\w*|monitor\w*|surveil\w*",
    re.IGNORECASE,
)


def words_of(name: str) -> list[str]:
    """The words of a name, however it is joined: ``LogRank``, ``log_rank``, ``log-rank``."""
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)


def judging(name: str) -> list[str]:
    return [word.lower() for word in words_of(name) if JUDGING.fullmatch(word)]


LEGITIMATE = {
    # Statistics about coders or about chance, never about a caregiver
    "LogRank": "the log-rank test compares two survival curves (Mantel 1966); nobody is put in order",
    "log_rank": "the same test",
    "percentile": "of a null distribution made by shifting in time: how rare the observed count is by chance",
    "at_risk": "how many bids were still unanswered at a time: the term of survival analysis",
    "LEVEL": "confidence level of an interval",
    "level": "confidence level of an interval, or how deep a heading lies in a table",
    "levels": "the values that a factor of another program's file can take",
    "check_level": "checks a confidence level",
    "Rate": "events a minute",
    "rate": "events, pictures or samples a second or minute",
    "ComparedUnits": "units of time in which two coders are compared with each other",
    "compare_units": "the same: two coders of one recording",
    # The app's own list of such words
    "JUDGEMENTS": "the kind of words that no code that comes in and no page for a family has",
    "COMPARING": "likewise; a purpose that has one is refused",
    # Pictures, sound and files
    "RATE": "samples of sound a second",
    "FRAME_RATES": "pictures a second",
    "frame_rate": "pictures a second",
    "rate_hz": "looks of the models a second",
    "rate_ppb": "how fast the clock of a camera runs",
    "FrameIndex": "the list of a clip's pictures",
    "frame_index": "the list of a clip's pictures",
    "even_index": "such a list for a recording without a clip",
    "index": "number of a picture in its clip, or the list of them",
    "quality": "sharpness and light of a picture of a head: whether a measurement can be trusted",
    "picture_quality": "the same",
    "QUALITY_SIDE": "the size at which it is measured",
    "sharp_good": "how sharp a picture has to be for a measurement to be trusted",
    "rest_quantile": "where a mouth's own rest lies among its own measurements; nobody else's",
    "verdict": "what a coder says about a proposal: accept, adjust, reject, skip",
}


@cache
def public_names() -> set[tuple[str, str]]:
    """Every public name of the core and the models: functions, parameters, classes, methods, fields, enum values."""
    found: set[tuple[str, str]] = set()
    for package in (coder, models):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "convert" in info.name or "mediapipe" in info.name:
                continue  # tools and an optional backend that need what is not installed with the app
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                if name.startswith("_") or inspect.ismodule(value):
                    continue
                if getattr(value, "__module__", info.name) == info.name:
                    found |= {(info.name, one) for one in (name, *_inside(value))}
    return found


def _inside(value: object) -> set[str]:
    if inspect.isfunction(value):
        return set(inspect.signature(value).parameters)
    if not inspect.isclass(value):
        return set()
    names = {field.name for field in dataclasses.fields(value)} if dataclasses.is_dataclass(value) else set()
    if issubclass(value, enum.Enum):
        names |= {text for one in value for text in (one.name, str(one.value))}
    for name, member in vars(value).items():
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
            names |= {name, *_inside(member)}
    return names


def test_no_public_name_of_the_core_or_the_models_judges():
    names = public_names()
    assert len({module for module, _ in names}) > 80
    assert len(names) > 1000
    assert sorted((m, n) for m, n in names if judging(n) and n not in LEGITIMATE) == []


def test_every_exception_is_still_needed():
    in_use = {name for _, name in public_names()}
    assert sorted(set(LEGITIMATE) - in_use) == []
    assert all(judging(name) for name in LEGITIMATE)


# Schemes


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_no_scheme_judges(path):
    scheme = load_scheme(path.read_text("utf-8"))
    words = {text for code in scheme.codes for text in (code.id, code.label, code.group)} | {scheme.id}
    # A scheme may be called after what the caregiver gives ("limits held with warmth"); a code may not.
    assert sorted(text for text in words - {"limits_with_warmth"} if judging(text)) == []
    keys = {key for code in tomllib.loads(path.read_text("utf-8"))["code"] for key in code}
    assert sorted(key for key in keys if judging(key)) == []


# Exports


def everything_coded() -> doc.Document:
    """A document with one event of every code of every scheme, and an exchange of every outcome."""
    tiers: dict[str, doc.DocumentTier] = {}
    events = []
    for path in SCHEMES:
        for code in load_scheme(path.read_text("utf-8")).codes:
            tier = doc.DocumentTier(f"{code.role} {code.group}", code.role.value, code.group, coder="kim")
            tiers[tier.id] = tier
            onset = len(events) * 2_000_000
            point = code.kind is CodeKind.POINT
            offset = onset if point else onset + 1_000_000
            events.append(
                doc.DocumentEvent(
                    tier=tier.id,
                    subject=tier.subject,
                    code=code.id,
                    onset_us=onset,
                    offset_us=offset,
                    point=point,
                    coder="kim",
                    origin="human",
                    id=f"e{len(events)}",
                )
            )
    return doc.Document(
        title="r1",
        media=(doc.Media(path="r1", duration_us=2_000_000 * len(events), frame_rate=25.0),),
        subjects=tuple(doc.DocumentSubject(name) for name in sorted({tier.subject for tier in tiers.values()})),
        tiers=tuple(tiers.values()),
        events=doc.in_order(iter(events)),
        exchanges=tuple(
            doc.DocumentExchange(
                "prompt-3s",
                "child",
                "smile",
                bid_onset_us=0,
                bid_offset_us=1_000_000,
                outcome=outcome.value,
                response_subject="caregiver",
                response_code="smile",
                response_onset_us=500_000,
            )
            for outcome in Outcome
        ),
    )


@pytest.mark.parametrize("chosen", [f for f in formats() if f.write], ids=lambda f: f.id)
def test_no_column_or_key_of_an_export_judges(chosen: Format, tmp_path):
    target = tmp_path / f"out{chosen.extensions[0]}"
    write(everything_coded(), target, format=chosen.id)
    names = set(re.findall(r"[A-Za-z][\w-]{2,}", _text(target.read_bytes())))
    assert len(names) > 3, "nothing was looked at"
    assert sorted(name for name in names if judging(name)) == []


def _text(content: bytes) -> str:
    """The words of a file; of a packed one, of what is inside."""
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{archive.read(name).decode('latin-1')}" for name in archive.namelist())
    return content.replace(b"\0", b"").decode("latin-1")  # UTF-16 too


# What is printed and shown

SHOWN = {
    ("other_names.py", "compare annotators"): "what ELAN calls agreement between coders",
    ("other_names.py", "rate"): "what ELAN calls the speed of playing",
    ("analysis_arguments.py", "--rate"): "how often the models look, or how fast a camera's clock runs",
    ("coding_arguments.py", "verdict"): "what a coder says about a proposal",
    ("study_arguments.py", "decode every frame: index, PTS and a hash of the picture"): "number of a picture",
    ("analysis_commands.py", "rate_hz"): "how often the models look",
    ("analysis_commands.py", "A rate of "): "how often the models look",
    ("coding_commands.py", "rate_hz"): "how often the models looked",
    ("column_roles.py", "level"): "how deep a row lies in a table of INTERACT",
    (
        "guard_commands.py",
        "--witness is compared while the trail is checked; give --verify with it.",
    ): "a hash with a hash",
    ("study_commands.py", "index"): "number of a picture",
    ("signal_choice.py", "sound level"): "how loud it is",
    ("signal_choice.py", "sound_level"): "how loud it is",
    ("trial_commands.py", "could they be one curve (log-rank)"): "the test of two curves",
    ("trials_window.py", "Could they be one curve (log-rank): p = "): "the test of two curves",
}


def shown() -> set[tuple[str, str]]:
    """Every text in the windows and commands: labels, headings, JSON keys, sentences. Comments and docstrings not."""
    found = set()
    for path in (ROOT / "ui").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in remarks:
                # Between values: a sentence says the same whether it is written for translators or not.
                found |= {(path.name, piece) for piece in re.split(r"\{\w[^{}]*\}", node.value)}
    return found


def test_nothing_that_is_printed_or_shown_judges():
    texts = shown()
    assert len(texts) > 500
    # The window's own word on what it is ("not a judge") has to name what it is not.
    told = {(file, text) for file, text in texts if judging(text) and "not a judge" not in text}
    assert sorted(told - set(SHOWN)) == []


def test_no_json_key_judges():
    contract = (ROOT / "docs" / "cli.md").read_text("utf-8")
    values = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", contract, re.DOTALL)]
    keys = {key for value in values for key in _keys(value)}
    assert len(keys) > 60
    assert {key for key in keys if judging(key)} <= {"index", "rate_hz"}


def test_the_words_looked_for_are_found_however_they_are_joined():
    for name in ("caregiverScore", "sensitivity_rating", "rank-of-mother", "PERCENTILE", "attachment_class", "grade"):
        assert judging(name), name
    for name in ("ground", "strategy", "upgrade", "narrated", "separate", "topic"):
        assert not judging(name), name


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in _keys(inner))}
    return {key for inner in value for key in _keys(inner)} if isinstance(value, list) else set()
