"""The one kind of error that a person can mend: a sentence that says what, where and what to do."""


class MendableError(Exception):
    """Something the user can mend.

    The message is shown as it is, in the window and on stderr (exit code 2), so it must be one clear
    sentence: what is wrong, where, and what to do about it.
    """


class ClipError(MendableError):
    """A clip cannot be read as video."""


class StudyError(MendableError):
    """A study cannot be opened, or an edit does not fit what it holds."""


class SchemeError(MendableError, ValueError):
    """A coding scheme does not hold together, or there is none of that name."""


class ModelError(MendableError):
    """A model cannot be used: its weights are missing or altered, or it cannot run here."""


class Cancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The person asked for the work to stop."""
