"""Takes names of files, paths and authors out of what an imported file held, before it leaves a study again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from coder.files.safe_xml import parse, serialise
from coder.interchange.document.document import Document, Media

_PATH = re.compile(
    r"(?<![A-Za-z])file:/[^\s\"'<>]*"
    r"|(?<![A-Za-z])[A-Za-z]:[\\/](?!/)[^\"'<>|\r\n]*"
    r"|\\\\[\w.$-]+\\[^\"'<>|\r\n]*"
    r"|(?<![\w/:.~-])(?:~/[^\s\"'<>]*|/(?:home|Users|mnt|media|Volumes|var|tmp|srv|data|root|net)/[^\s\"'<>]+)"
    r"|(?<![\w/:.~-])/(?:[^\s/\"'<>]+/){2,}[^\s\"'<>]*"
)
"""A path on somebody's computer: an address of a file, a Windows path or share, one from home or from the root."""


def without_names(document: Document, title: str) -> Document:
    """Return a document that calls its recording ``title`` and its media after it, and names no place or author."""
    names = media_names(document.media, title)
    known = _Known({**names, **_stems(names, title), document.title: title}, title)
    return replace(
        document,
        title=title,
        media=tuple(replace(one, path=names[one.path], extra=()) for one in document.media),
        description=known.plain(document.description),
        variables=tuple(replace(one, value=known.plain(one.value)) for one in document.variables),
        extra=tuple((key, _CLEANERS.get(key, _plain)(text, known)) for key, text in document.extra if key not in _GONE),
    )


def media_names(media: Iterable[Media], title: str) -> dict[str, str]:
    """What each media file is called outside: the recording's id, a number for further ones, and the file's ending."""
    names: dict[str, str] = {}
    for one in media:
        if one.path not in names:
            number = f"-{len(names) + 1}" if names else ""
            ending = PurePosixPath(one.path.replace("\\", "/")).suffix.lower()
            names[one.path] = f"{title}{number}{ending if re.fullmatch(r'[.][a-z0-9]{1,5}', ending) else ''}"
    return names


def _stems(names: dict[str, str], title: str) -> dict[str, str]:
    """File names without their folder and ending, which other fields repeat."""
    found: dict[str, str] = {}
    for path, new in names.items():
        name = PurePosixPath(path.replace("\\", "/")).name
        stem = name.rpartition(".")[0]
        found |= {name: new, stem: new.rpartition(".")[0] or new} if len(stem) > 2 else {name: new}
    return found


class _Known:
    """Names that are known to be names of files here, longest first, and everything that looks like a path."""

    def __init__(self, names: dict[str, str], title: str) -> None:
        # A file may be called "front": a plain word is no name that could be told from any other word.
        self.names = {old: new for old, new in names.items() if old != new and not re.fullmatch(r"[a-z]*|.{0,2}", old)}
        self._title = title
        listed = sorted(self.names, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"(?<!\w){re.escape(old)}(?!\w)" for old in listed)) if listed else None

    def plain(self, text: str) -> str:
        """Return a text without them."""
        text = self._pattern.sub(lambda found: self.names[found[0]], text) if self._pattern else text
        return _PATH.sub(self._title, text)


def _json(text: str, known: _Known) -> str:
    return json.dumps(_each(json.loads(text), known.plain))


def _each(value: Any, clean: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {clean(key): _each(part, clean) for key, part in value.items()}
    if isinstance(value, list):
        return [_each(part, clean) for part in value]
    return clean(value) if isinstance(value, str) else value


def _skeleton(text: str, known: _Known) -> str:
    """An ELAN file without its annotations: author, linked files and the media of old versions go."""
    root = parse(text.encode(), "", streamed={})
    if root.get("AUTHOR"):
        root.set("AUTHOR", "")
    for header in root.findall("HEADER"):
        if header.get("MEDIA_FILE"):
            header.set("MEDIA_FILE", "")
        for linked in header.findall("LINKED_FILE_DESCRIPTOR"):
            header.remove(linked)
    for element in root.iter():
        element.text = known.plain(element.text) if element.text else element.text
        for name, held in element.items():
            if not name.startswith("xmlns") and "noNamespaceSchemaLocation" not in name:
                element.set(name, known.plain(held))
    return "".join(serialise(root, ""))


def _plain(text: str, known: _Known) -> str:
    return known.plain(text)


_CLEANERS: dict[str, Callable[[str, _Known], str]] = {
    "eaf.skeleton": _skeleton,
    "boris.project": _json,
    "boris.observation": _json,
}
_GONE = ("datavyu.project",)
"""Nothing but where its media lie and how its windows stood."""
