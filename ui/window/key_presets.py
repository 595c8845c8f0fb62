"""Keys that feel like those of other programs, for hands that know them."""

from __future__ import annotations

from coder.vocabulary.language import tr

PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "Dyad Mirror": {},
    "BORIS": {
        "step": ("*", "Num+*"),
        "back": ("/", "Num+/"),
        "second": ("Up",),
        "second_back": ("Down",),
        "faster": ("Home",),
        "slower": ("End",),
        "next_recording": ("PgUp",),
        "previous_recording": ("PgDown",),
        "first": ("Ctrl+Home",),
        "last": ("Ctrl+End",),
        "go_to_time": ("Ctrl+J",),
    },
    "ELAN": {
        "play": ("Ctrl+Space", "Space"),
        "step": ("Ctrl+Right",),
        "back": ("Ctrl+Left",),
        "second": ("Shift+Right",),
        "second_back": ("Shift+Left",),
        "step10": ("Shift+PgDown",),
        "back10": ("Shift+PgUp",),
        "first": ("Ctrl+B",),
        "last": ("Ctrl+E",),
        "loop": ("Ctrl+L",),
        "next_event": ("Alt+Right",),
        "previous_event": ("Alt+Left",),
        "code_stretch": ("Alt+N", "Ctrl+Return"),
        "remove": ("Alt+D", "Delete"),
        "go_to_time": ("Ctrl+G",),
        "change_event": ("Alt+M", "F2"),
        "next_recording": ("Ctrl+PgDown",),
    },
    tr("Datavyu (numeric pad)"): {
        "shuttle_on": ("Num+6",),
        "shuttle_back": ("Num+4",),
        "shuttle_stop": ("Num+5", "Num+2"),
        "play": ("Num+8", "Space"),
        "back": ("Num+1", "Left"),
        "step": ("Num+3", "Right"),
        "mark_in": ("Num+7",),
        "mark_out": ("Num+9",),
        "code_stretch": ("Num+0", "Ctrl+Return"),
        "go_to_time": ("Num++",),
        "second_back": ("Num+-",),
        "again": ("Num+.",),
    },
}
"""Name of the program -> keys by the id of an action; an action that is not named keeps its own."""
