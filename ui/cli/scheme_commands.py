"""Commands about coding schemes: what a study codes, and the planned episodes of a template."""

from __future__ import annotations

import argparse

from coder.files.atomic_write import write_leaving
from coder.study.double_codes import double_words
from coder.study.project import Project
from coder.vocabulary.errors import SchemeError, StudyError
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.modifiers import raw_modifier
from coder.vocabulary.scheme import Code, Role, Scheme, SchemeSubject, builtin_names, builtin_scheme
from coder.vocabulary.words_beyond_sight import asked_of
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import make_edit, open_study
from ui.operations.scheme_source import scheme_text


def schemes(options: argparse.Namespace) -> None:
    """List the schemes that come with the app."""
    found = [builtin_scheme(name) for name in builtin_names()]
    if options.json:
        print_json([_described(one) for one in found])
        return
    rows = [(one.id, one.title, str(len(one.codes)), _about(one)) for one in found]
    print_table((tr("scheme"), tr("what it is"), tr("codes"), ""), rows, empty=tr("There is none."))


def scheme(options: argparse.Namespace) -> None:
    """Show what a study codes; take a further scheme in, or a changed one as a new version."""
    text = scheme_text(options.scheme) if options.scheme else None
    if text is None and (options.change or options.rename or options.dry_run):
        raise SchemeError(tr("Name the file of the changed scheme; what stands now is written with --write FILE."))
    with open_study(options.study) as project:
        if text is not None and (options.change or options.rename):
            _change(project, text, options)
            return
        if text is not None:
            added = project.schemes.add(text)
            print_note(tr("Took in {added}: {title}.", added=added.id, title=added.title))
            ask_what_is_seen(added)
        if options.write:
            _write(project, options)
            return
        given, whole, versions = project.schemes.given, project.scheme, project.schemes.versions
    if options.json:
        print_json(
            {
                "schemes": [one.id for one in given],
                "codes": _codes(whole),
                "subjects": [_subject(one) for one in whole.subjects],
                "versions": [{"version": name, "kept_at": at} for name, _, at in versions],
            }
        )
        return
    rows = [
        (code.key, named(code.role), code.id, code.label, named(code.kind), code.group, _asked(code))
        for code in sorted(whole.codes, key=lambda code: (code.role, code.group))
    ]
    print_table(
        (tr("key"), tr("who"), tr("code"), tr("is called"), tr("kind"), tr("group"), tr("asks")),
        rows,
        empty=tr("The scheme has no code."),
    )
    for one in whole.subjects:
        print_note(tr("Subject {one}", one=one.id) + (tr(", key {key}", key=one.key.upper()) if one.key else ""))
    if twice := double_words(whole):
        print_note(twice)


def _change(project: Project, text: str, options: argparse.Namespace) -> None:
    """Say what a changed scheme touches; then take it in, unless only that was asked."""
    renames = dict(_rename(one) for one in options.rename or ())
    said = project.schemes.touched(text, renames)
    for sentence in said.sentences:
        print_note(sentence)
    if not options.dry_run:
        said = project.schemes.change(text, renames)
    if options.json:
        print_json(
            {
                "scheme": f"{said.scheme.id}@{said.scheme.version}",
                "added": list(said.added),
                "removed": list(said.removed),
                "changed": list(said.changed),
                "subjects": {
                    "added": list(said.subjects_added),
                    "removed": list(said.subjects_removed),
                    "changed": list(said.subjects_changed),
                },
                "renamed": [{"from": old, "to": new, "events": count} for old, new, count in said.renamed],
                "taken_in": not options.dry_run,
            }
        )
    else:
        verb = tr("Would take in") if options.dry_run else tr("Took in")
        print_line(
            tr("{verb} version {version} of {scheme}.", verb=verb, version=said.scheme.version, scheme=said.scheme.id)
        )


def _write(project: Project, options: argparse.Namespace) -> None:
    """Write a version of a scheme to a file, to be changed there."""
    texts = {name: text for name, text, _ in project.schemes.versions}
    newest = {one.id: f"{one.id}@{one.version}" for one in project.schemes.given}
    asked = options.version or next(iter(newest))
    name = newest.get(asked, asked)
    if name not in texts:
        raise SchemeError(tr("This study has no {asked!r}; it has: {texts}.", asked=asked, texts=", ".join(texts)))
    project.guard.refuse_target(options.write, over=options.force)
    write_leaving(options.write, texts[name].encode(), over=options.force)
    print_note(tr("Wrote {name}.", name=name))


def _rename(text: str) -> tuple[tuple[Role, str], tuple[Role, str]]:
    old, sign, new = text.partition("=")
    try:
        pairs = [(Role(role), code) for role, _, code in (side.strip().partition("/") for side in (old, new))]
    except ValueError:
        pairs = []
    if not sign or len(pairs) < 2 or not all(code for _, code in pairs):
        raise SchemeError(
            tr("{text!r} renames nothing; write ROLE/OLD=ROLE/NEW, as in child/reach=child/reaches_up.", text=text)
        )
    return pairs[0], pairs[1]


def _asked(code: Code) -> str:
    return ", ".join(one.name + ("" if one.required else "?") for one in code.modifiers)


def _subject(one: SchemeSubject) -> dict[str, object]:
    return {"id": one.id, "role": one.role.value, "key": one.key, "description": one.description}


def example(options: argparse.Namespace) -> None:
    """List examples of codes; keep one, or erase one."""
    with open_study(options.study) as project:
        if options.code is None and (options.source or options.forget):
            raise StudyError(tr("Say of which code: ROLE/CODE, as in child/smile."))
        if options.source:
            project.examples.keep(options.code, options.source)
        if options.forget:
            project.examples.forget(options.code)
        names = project.examples.names
    if options.json:
        print_json([{"code": code, "name": name} for code, name in names.items()])
        return
    print_table((tr("code"), tr("example")), list(names.items()), empty=tr("No code has an example."))


def episodes(options: argparse.Namespace) -> None:
    """Lay a template's episodes on a recording."""
    with open_study(options.study) as project:
        edit = project.schemes.episodes(options.recording, options.template, options.onset_us)
        planned = next(len(one.episodes) for one in project.schemes.given if one.id == options.template)
        coder = options.coder or project.last_coder
        if not coder:
            raise StudyError(tr("Nobody has coded in this study yet; say who lays the episodes with: --coder NAME"))
        changes = make_edit(project, edit, coder=coder)
    added = [row.id for row in changes.touched("events") if row.before is None]
    if len(added) < planned:
        print_note(
            tr(
                "{planned} of {planned_2} episodes do not fit before the recording's end: left out.",
                planned=planned - len(added),
                planned_2=planned,
            )
        )
    if options.json:
        print_json({"events": added})
    else:
        print_line(
            tr(
                "Laid {how_many}; move each border to where it really was.",
                how_many=plural(len(added), "{number} episode", "{number} episodes", number=len(added)),
            )
        )


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
            "marker": code.marker,
            "colour": code.colour,
            "example": code.example,
            "modifiers": [
                {**raw_modifier(one), "required": one.required, "ask": one.ask.value, "keys": one.keys}
                for one in code.modifiers
            ],
        }
        for code in one.codes
    ]


def _about(one: Scheme) -> str:
    if one.episodes:
        return tr("timing template")
    return tr("only a human codes it") if all(code.only_human for code in one.codes) else ""
