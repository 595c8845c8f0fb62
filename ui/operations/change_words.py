"""What an edit of many events will change, said before it is made: a line for each event, was and becomes."""

from __future__ import annotations

from coder.study.edits.changes import Changes, Row, RowChange
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import pairs_of
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.wording import code_words, subject_words


def change_words(changes: Changes, scheme: Scheme, *, ids: bool = False) -> list[str]:
    """Return a line for each event that is changed; with ``ids`` each names its event, as the command line does."""
    return [_line(row, scheme, f"{row.id}, " if ids else "") for row in changes.touched("events")]


def _line(row: RowChange, scheme: Scheme, name: str) -> str:
    held = row.before or row.after or {}
    what = f"{name}{subject_words(str(held['subject']))} {_code(held, scheme)}, {format_us(_at(held, 'onset_us'))}"
    if row.before is None:
        return tr("{what}: new", what=what)
    if row.after is None:
        return tr("{what}: taken out", what=what)
    return f"{what}: {'; '.join(_differences(row.before, row.after, scheme)) or 'changed'}"


def _differences(before: Row, after: Row, scheme: Scheme) -> list[str]:
    said = []
    if before["code"] != after["code"]:
        said.append(tr("becomes {code}", code=_code(after, scheme)))
    if before["subject"] != after["subject"]:
        said.append(tr("becomes {subject}'s", subject=subject_words(str(after["subject"]))))
    for name, word in (("onset_us", "onset"), ("offset_us", "offset")):
        if before[name] != after[name] and (name == "onset_us" or before["offset_us"] != before["onset_us"]):
            said.append(
                tr(
                    "{word} {time} to {time_2}",
                    word=word,
                    time=format_us(_at(before, name)),
                    time_2=format_us(_at(after, name)),
                )
            )
    if before["note"] != after["note"]:
        said.append(tr("comment “{before}” becomes “{after}”", before=before["note"], after=after["note"]))
    had, has = (pairs_of(str(row.get("modifiers", "[]"))) for row in (before, after))
    said += [tr("{name}={value} falls away", name=name, value=value) for name, value in had if (name, value) not in has]
    said += [tr("{name}={value} is set", name=name, value=value) for name, value in has if (name, value) not in had]
    return said


def _code(event: Row, scheme: Scheme) -> str:
    return code_words(scheme, str(event["subject"]), str(event["code"]))


def _at(event: Row, name: str) -> int:
    return int(str(event[name]))
