"""The schemes a study codes by: given when it is made or later, changed as new versions, none ever taken out."""

from __future__ import annotations

from collections.abc import Callable

from coder.privacy.audit_log import STEPS, AuditedAct
from coder.study.coding_passes import rename_codes
from coder.study.edits.episodes import LayEpisodes, laid_from
from coder.study.guard import Guard
from coder.study.scheme_change import CodeName, Renames, Touched, recoded, touched
from coder.study.store import example_rows, scheme_rows
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, load_scheme, require_codable, role_of


class StudySchemes:
    """Which schemes a study has. ``renew`` makes its proposals anew, in a transaction."""

    def __init__(self, db: Database, trail: AuditTrail, guard: Guard, *, renew: Callable[[], None]) -> None:
        self._db, self._trail, self._guard, self._renew = db, trail, guard, renew

    @property
    def given(self) -> tuple[Scheme, ...]:
        """The schemes that the study was given, one by one."""
        return tuple(load_scheme(text) for text in scheme_rows.texts(self._db))

    def add(self, text: str) -> Scheme:
        """Take a further scheme into the study; raise SchemeError where it does not hold together or is there already.

        None can be taken out again: events may have been coded with it.
        """
        scheme = load_scheme(text)
        require_codable(scheme)
        with self._db.transaction():
            present = scheme_rows.texts(self._db)
            if scheme.id in {load_scheme(one).id for one in present}:
                raise SchemeError(
                    tr(
                        "The study has a scheme {scheme!r} already; give the new one another "
                        "id, or take it in as a changed version of it.",
                        scheme=scheme.id,
                    )
                )
            scheme_rows.keep(self._db, (*present, text))
        self._db.scheme_changed()
        with self._db.transaction():
            self._renew()
        return scheme

    @property
    def versions(self) -> tuple[tuple[str, str, str], ...]:
        """Every version of every scheme that this study had: ``id@version``, its TOML text, when it was taken in."""
        rows = {str(row["id"]): row for row in self._db.where("scheme_versions")}
        for text in scheme_rows.texts(self._db):
            row = scheme_rows.version_row(text, "")  # a study that is older than its first change keeps none yet
            rows.setdefault(str(row["id"]), row)
        return tuple((name, str(row["content"]), str(row["kept_at"])) for name, row in rows.items())

    @property
    def coded(self) -> frozenset[CodeName]:
        """Codes of which somebody coded an event, or has a state under way."""
        rows = (*self._db.where("events"), *self._db.where("under_way"))
        return frozenset((role_of(str(row["subject"])), str(row["code"])) for row in rows)

    def touched(self, text: str, renames: Renames | None = None) -> Touched:
        """Say what a changed scheme would touch, and change nothing.

        Raises SchemeError where it does not hold together, is no newer version of a scheme of the study, or would
        leave an event without its code.
        """
        new = load_scheme(text)
        require_codable(new)
        schemes = self.given
        old = next((one for one in schemes if one.id == new.id), None)
        if old is None:
            raise SchemeError(
                tr("This study has no scheme {new!r} to change; take it in as a further one.", new=new.id)
            )
        newest = max(int(name.rpartition("@")[2]) for name, *_ in self.versions if name.rpartition("@")[0] == new.id)
        if new.version < newest or (new.version == newest and old.codes):  # with no code it was no version yet
            raise SchemeError(
                tr(
                    "The study holds version {newest} of {new!r} already; give the changed one version {newest_2}.",
                    newest=newest,
                    new=new.id,
                    newest_2=newest + 1,
                )
            )
        return touched(
            old,
            new,
            renames or {},
            self._db.where("events"),
            others=[one for one in schemes if one.id != new.id],
            under_way=self._db.where("under_way"),
            recordings={str(row["id"]): str(row["name"]) for row in self._db.where("recordings")},
        )

    def change(self, text: str, renames: Renames | None = None) -> Touched:
        """Take a changed scheme in as a new version; events follow the codes that are renamed, each coder's own.

        The versions before stay in the study, and events that nothing touches keep the one they were coded by. Raises
        SchemeError as :meth:`touched` does; then nothing has changed.
        """
        with self._db.transaction():
            said = self.touched(text, renames)
            before = scheme_rows.texts(self._db)
            scheme_rows.keep(self._db, before)
            self._db.name_versions(code for scheme in self.given for code in scheme.codes)
            after = tuple(text if load_scheme(one).id == said.scheme.id else one for one in before)
            scheme_rows.keep(self._db, after)
            self._db.scheme_changed()
            try:
                events, underway = self._db.where("events"), self._db.where("under_way")
                self._db.write_told(recoded(self._db, renames or {}, events, underway), tr("rename codes"))
                called = {f"{role}/{old}": f"{other}/{new}" for (role, old), (other, new) in (renames or {}).items()}
                for was, name in called.items():
                    example_rows.rename(self._db, was, name)
                rename_codes(self._db, called)
                stays = {f"{code.role}/{code.id}" for code in self._db.scheme.codes}
                for gone in example_rows.names(self._db).keys() - stays:
                    example_rows.forget(self._db, gone)
                count = sum(number for *_, number in said.renamed)
                self._trail.append(AuditedAct.SCHEME_CHANGED, {"events": count, STEPS: "kept"})
            finally:
                self._db.scheme_changed()
        with self._db.transaction():
            self._renew()
        return said

    def episodes(self, recording_id: str, scheme_id: str, onset_us: int) -> LayEpisodes:
        """Return the edit that lays a template's episodes on a recording, each border on a frame.

        Raises SchemeError where the study has no such template, StudyError where no episode fits or it is locked.
        """
        self._guard.require(recording_id)
        scheme = next((one for one in self.given if one.id == scheme_id), None)
        if scheme is None:
            raise SchemeError(
                tr(
                    "This study has no scheme {scheme_id!r}; add it: Code ▸ Coding scheme…, or "
                    "dyadmirror scheme STUDY {scheme_id}",
                    scheme_id=scheme_id,
                )
            )
        index = self._db.frame_index(recording_id)
        laid = laid_from(
            scheme, onset_us, end_us=index.end_us, on_frame=lambda us: int(index.pts_us[index.nearest(us)])
        )
        return LayEpisodes(recording_id, laid)
