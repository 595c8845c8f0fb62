"""The passphrase of a study, and its recovery key: changed and renewed, and told in the audit log first."""

from __future__ import annotations

from pathlib import Path

from coder.privacy import keys
from coder.privacy.audit_log import AuditedAct
from coder.study.store.audit_rows import AuditTrail
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr


class Passphrase:
    """The ways into one study."""

    def __init__(self, folder: Path, trail: AuditTrail) -> None:
        self._folder, self._trail = folder, trail

    def change(self, secret: str, passphrase: str) -> None:
        """Give the study another passphrase; ``secret`` is the present one or the recovery key, which stays."""
        if not keys.is_encrypted(self._folder):
            raise StudyError(tr("{folder} has no passphrase; only a new study can be given one.", folder=self._folder))
        before = keys.way_in(self._folder)
        try:
            with self._trail.told_first(AuditedAct.PASSPHRASE, {}):
                confirmed = keys.change_passphrase(self._folder, secret, passphrase)
        except StudyError as error:
            if keys.way_in(self._folder) != before:
                raise StudyError(tr("{error} The new passphrase is in force.", error=error)) from error
            raise StudyError(tr("{error} The present one stays in force.", error=error)) from error
        if not confirmed:
            raise StudyError(
                tr(
                    "The new passphrase is in force, but the disk did not confirm that it will last through a power "
                    "cut; "
                    "keep the old one too until the study has been opened with the new one."
                )
            )

    def renew_recovery(self, secret: str) -> str:
        """Give the study another recovery key and return it, to be shown once; ``secret`` is a present way in."""
        with self._trail.told_first(AuditedAct.PASSPHRASE, {"recovery": "renewed"}):
            return keys.renew_recovery(self._folder, secret)
