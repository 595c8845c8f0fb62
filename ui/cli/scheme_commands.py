"""Commands about coding schemes: what a study codes, and the planned episodes of a template."""

from __future__ import annotations

import argparse
import getpass

from coder.vocabulary.plurals import how_many
from coder.vocabulary.scheme import Scheme, builtin_names, builtin_scheme
from coder.vocabulary.words_beyond_sight import asked_of
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.scheme_source import scheme_text


def schemes(options: argparse.Namespace) -> None:
    """List the schemes that come with the app."""
    found = [builtin_scheme(name) for name in builtin_names()]
    if options.json:
        print_json([_described(one) for one in found])
        return
    rows = [(one.id, one.title, str(len(one.codes)), _about(one)) for one in found]
    print_table(("scheme", "what it is", "codes", ""), rows, empty="There is none.")


def scheme(options: argparse.Namespace) -> None:
    """Show what a study codes; take a further scheme in where one is named."""
    text = scheme_text(options.scheme) if options.scheme else None
    with open_study(options.study) as project:
        if text is not None:
            added = project.add_scheme(text)
            print_note(f"Took in {added.id}: {added.title}.")
            ask_what_is_seen(added)
        given, whole = project.schemes, project.scheme
    if options.json:
        print_json({"schemes": [one.id for one in given], "codes": _codes(whole)})
        return
    rows = [
        (code.key, code.role.value, code.id, code.label, code.kind.value, code.group)
        for code in sorted(whole.codes, key=lambda code: (code.role, code.group))
    ]
    print_table(("key", "who", "code", "is called", "kind", "group"), rows, empty="The scheme has no code.")


def episodes(options: argparse.Namespace) -> None:
    """Lay a template's episodes on a recording."""
    with open_study(options.study) as project:
        edit = project.planned_episodes(options.recording, options.template, options.onset_us)
        planned = next(len(one.episodes) for one in project.schemes if one.id == options.template)
        changes = project.apply(edit, coder=options.coder or getpass.getuser())
    added = [row.id for row in changes.touched("events") if row.before is None]
    if len(added) < planned:
        print_note(f"{planned - len(added)} of {planned} episodes do not fit before the recording's end: left out.")
    if options.json:
        print_json({"events": added})
    else:
        print_line(f"Laid {how_many(len(added), 'episode', 'episodes')}; move each border to where it really was.")


def ask_what_is_seen(taken: Scheme) -> None:
    """Ask about codes of a scheme that name a feeling or a judgement."""
    question = asked_of(taken.codes)
    if question:
        print_note(question)


def _described(one: Scheme) -> dict[str, object]:
    return {"id": one.id, "title": one.title, "version": one.version, "codes": _codes(one)}


def _codes(one: Scheme) -> list[dict[str, object]]:
    return [
        {
            "id": code.id,
            "label": code.label,
            "role": code.role.value,
            "kind": code.kind.value,
            "group": code.group,
            "bid": code.bid,
            "response": code.response,
            "key": code.key,
            "description": code.description,
            "planned_us": code.planned_us,
            "only_human": code.only_human,
        }
        for code in one.codes
    ]


def _about(one: Scheme) -> str:
    if one.episodes:
        return "timing template"
    return "only a human codes it" if all(code.only_human for code in one.codes) else ""
