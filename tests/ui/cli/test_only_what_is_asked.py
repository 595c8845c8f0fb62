"""A command's own arguments are all that its start waits for, and they are those that the whole parser has."""

import argparse

from ui.cli.parser import _parser


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (found,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def test_each_command_is_whole_where_it_is_asked_and_the_others_are_names():
    whole = _parser()
    for name, command in commands_of(whole).items():
        asked = _parser([name, "study", "--json"])
        assert asked.format_help() == whole.format_help()
        for other, made in commands_of(asked).items():
            if other == name:
                assert made.format_help() == command.format_help()
                assert made._defaults == command._defaults
            else:
                assert not hasattr(made, "_actions"), (name, other)
