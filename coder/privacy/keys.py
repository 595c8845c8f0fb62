"""A study's key: random, and wrapped under what the person knows. The passphrase itself never touches the database.

``keys.json`` holds one slot per way in. Each slot wraps the same 32-byte study key with AES-256-GCM: the passphrase's
under an Argon2id key (RFC 9106), so that guessing is slow; the recovery key's under HKDF (RFC 5869), because 160 random
bits need no slowing. So a passphrase changes without encrypting anything anew, and a crash while it changes leaves
either the old way in or the new one.

A passphrase is taken in Unicode's normal form NFKC (UAX #15), so that it is the same however a keyboard, a system or an
input method spells it: "ä" as one sign or as two, full-width or half-width letters. The slot says so; slots made before
that rule took the signs as they came, and are tried in every form that somebody may have typed.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from argon2.exceptions import Argon2Error, HashingError
from argon2.low_level import Type, error_to_str, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coder.files.atomic_write import UnconfirmedError, write_in_study
from coder.vocabulary.coder_name import without_hidden
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

KEYS_FILE = "keys.json"
RECOVERY_BYTES = 20
_NO_MEMORY = -22
"""What Argon2 answers where there is no memory (argon2.h, ARGON2_MEMORY_ALLOCATION_ERROR)."""
FORM: Final = "NFKC"
"""The normal form of a passphrase, as new slots name it."""
LONGEST: Final = 1_000
"""Signs of a new passphrase: terminals pass on 4,095 bytes of a line, fields of a window 32,767 signs, in silence."""
_FORMS_BEFORE: Final = ("NFC", "NFD", "NFKC", "NFKD")
"""What a passphrase of a slot without a form may have been, besides what was typed just now."""
_MOST_FILE_BYTES = 64 << 10
_MOST_WORK_KIB = 256 * 1024 * 12
"""Memory times passes that opening a slot may cost: a few times what we ask ourselves."""
_AAD = {"passphrase": b"dyadmirror study key, passphrase", "recovery": b"dyadmirror study key, recovery"}


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What a guess costs: Argon2id memory (KiB), passes and lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class NewKey:
    """A study key and its recovery key, to be shown once and kept by nobody but the person."""

    key: bytes
    recovery: str


def is_encrypted(study: Path) -> bool:
    """Whether the study asks for a passphrase."""
    return (study / KEYS_FILE).exists()


def create_key(study: Path, passphrase: str, *, cost: KdfCost | None = None) -> NewKey:
    """Make a study key, wrap it under the passphrase and under a fresh recovery key, and write ``keys.json``."""
    key, recovery = os.urandom(32), os.urandom(RECOVERY_BYTES)
    slots = [_passphrase_slot(key, passphrase, cost or KdfCost()), _recovery_slot(key, recovery)]
    _write(study, slots)
    return NewKey(key, _spelled(recovery))


def unlock(study: Path, secret: str) -> bytes:
    """Return the study key for a passphrase or a recovery key.

    Raises StudyError where neither fits, or where the file has been altered.
    """
    for slot in _slots(study):
        try:
            for wrapping in _wrappings(slot, secret):
                nonce, wrapped = bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"])
                try:
                    return AESGCM(wrapping).decrypt(nonce, wrapped, _AAD[slot["way"]])
                except InvalidTag:
                    continue
        except MemoryError as error:
            raise _no_memory(study) from error
        except (ValueError, KeyError, TypeError, Argon2Error, OverflowError) as error:
            raise _altered(study) from error
    raise StudyError(tr("The passphrase does not open “{study}”; check it and try again.", study=study.name))


def way_in(study: Path) -> bytes:
    """Return what stands for the ways in as they are now, to be compared."""
    try:
        return (study / KEYS_FILE).read_bytes()
    except OSError:
        return b""


def change_passphrase(study: Path, secret: str, passphrase: str, *, cost: KdfCost | None = None) -> bool:
    """Give a study another passphrase; ``secret`` is the present one or the recovery key, which stays as it is.

    Returns whether the disk confirmed the change. Raises StudyError where it could not be written: the present
    passphrase is in force then.
    """
    key = unlock(study, secret)
    check_passphrase(passphrase)
    kept = [slot for slot in _slots(study) if slot["way"] != "passphrase"]
    try:
        _write(study, [_passphrase_slot(key, passphrase, cost or KdfCost()), *kept])
    except UnconfirmedError:
        return False
    except OSError as error:
        raise StudyError(tr("{study} cannot be written: {said}.", study=study / KEYS_FILE, said=said(error))) from error
    return True


def renew_recovery(study: Path, secret: str) -> str:
    """Make another recovery key in place of the present one, and return it; ``secret`` is either present way in."""
    key, recovery = unlock(study, secret), os.urandom(RECOVERY_BYTES)
    kept = [slot for slot in _slots(study) if slot["way"] != "recovery"]
    try:
        _write(study, [*kept, _recovery_slot(key, recovery)])
    except OSError as error:
        raise StudyError(tr("{study} cannot be written: {said}.", study=study / KEYS_FILE, said=said(error))) from error
    return _spelled(recovery)


def check_passphrase(passphrase: str) -> None:
    """Raise StudyError where a passphrase could not be typed again: nothing may be taken now and refused later."""
    if not passphrase:
        raise StudyError(
            tr("A passphrase cannot be empty; choose one that you can remember, or make the study without.")
        )
    if len(passphrase) > LONGEST:
        raise StudyError(
            tr(
                "This passphrase is longer than {most} signs, and terminals cut long lines off; choose a shorter one.",
                most=LONGEST,
            )
        )
    kinds = {unicodedata.category(sign) for sign in passphrase}
    if "Cs" in kinds:
        raise StudyError(
            tr(
                "This passphrase holds bytes that are no text in this terminal's encoding; type it anew, in a terminal "
                "that is set to UTF-8."
            )
        )
    seen = without_hidden(unicodedata.normalize(FORM, passphrase))
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in seen):
        raise StudyError(
            tr("This passphrase holds nothing that can be seen, only spaces or invisible signs; choose another.")
        )
    if kinds & {"Cc", "Cn"}:
        raise StudyError(
            tr(
                "This passphrase holds a sign that not every computer can type alike (a control character, or one that "
                "Unicode does not define); choose another."
            )
        )


def _passphrase_slot(key: bytes, passphrase: str, cost: KdfCost) -> dict[str, str]:
    check_passphrase(passphrase)
    salt = os.urandom(16)
    numbers = {"memory_kib": str(cost.memory_kib), "passes": str(cost.passes), "lanes": str(cost.lanes)}
    try:
        wrapping = _derive(unicodedata.normalize(FORM, passphrase), salt, cost)
    except MemoryError as error:
        raise _no_memory(None) from error
    return {**_wrap("passphrase", key, wrapping, salt), "form": FORM, **numbers}


def _wrappings(slot: dict[str, str], secret: str) -> Iterator[bytes]:
    """Every key that a secret may stand for in a slot, the likeliest first. Raises ValueError where it is altered."""
    salt = bytes.fromhex(slot["salt"])
    if slot["way"] == "recovery":
        recovery = _recovery_bytes(secret)
        if recovery is not None:
            yield _stretch(recovery, salt)
        return
    cost = KdfCost(int(slot["memory_kib"]), int(slot["passes"]), int(slot["lanes"]))
    if slot.get("form", FORM) != FORM:
        raise ValueError(tr("unknown form"))
    texts = [secret, *(unicodedata.normalize(form, secret) for form in _FORMS_BEFORE)]
    for text in [unicodedata.normalize(FORM, secret)] if "form" in slot else dict.fromkeys(texts):
        yield _derive(text, salt, cost)


def _recovery_slot(key: bytes, recovery: bytes) -> dict[str, str]:
    salt = os.urandom(16)
    return _wrap("recovery", key, _stretch(recovery, salt), salt)


def _wrap(way: str, key: bytes, wrapping: bytes, salt: bytes) -> dict[str, str]:
    nonce = os.urandom(12)
    wrapped = AESGCM(wrapping).encrypt(nonce, key, _AAD[way])
    return {"way": way, "salt": salt.hex(), "nonce": nonce.hex(), "wrapped": wrapped.hex()}


def _write(study: Path, slots: list[dict[str, str]]) -> None:
    write_in_study(study / KEYS_FILE, json.dumps({"format": 1, "slots": slots}, indent=1).encode())


def _slots(study: Path) -> list[dict[str, str]]:
    try:
        with (study / KEYS_FILE).open("rb") as file:
            content = file.read(_MOST_FILE_BYTES + 1)
    except OSError as error:
        raise StudyError(tr("{study} cannot be read: {said}.", study=study / KEYS_FILE, said=said(error))) from error
    try:
        if len(content) > _MOST_FILE_BYTES:
            raise ValueError(tr("larger than any that we write"))
        slots = json.loads(content.decode("utf-8"))["slots"]
        if not slots or not all(isinstance(slot, dict) and slot["way"] in _AAD for slot in slots):
            raise ValueError(tr("no slot, or an unknown one"))
        # One of each way is all that was ever written: a thousand would make a wrong passphrase cost an hour.
        if len({slot["way"] for slot in slots}) != len(slots):
            raise ValueError(tr("two slots for one way"))
        return list(slots)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _altered(study) from error


def _altered(study: Path) -> StudyError:
    return StudyError(
        tr("{study} is damaged or has been altered; restore it from a backup of the study.", study=study / KEYS_FILE)
    )


def _no_memory(study: Path | None) -> StudyError:
    if study is None:
        return StudyError(
            tr(
                "This computer has no memory left to use this passphrase (making guesses slow takes 256 MB); close "
                "other programs and try again."
            )
        )
    return StudyError(
        tr(
            "This computer has no memory left to open {study} (making guesses slow takes 256 MB); close other programs "
            "and try again.",
            study=study.name,
        )
    )


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    # An altered file must not make us fill the memory or count for an hour.
    if not (8 <= cost.memory_kib <= 1 << 20 and 1 <= cost.passes <= 16 and 1 <= cost.lanes <= 16):
        raise ValueError(tr("cost out of range"))
    if cost.memory_kib * cost.passes > _MOST_WORK_KIB:
        raise ValueError(tr("cost out of range"))
    try:
        return hash_secret_raw(
            passphrase.encode("utf-8", errors="surrogatepass"),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
        )
    except HashingError as error:
        if str(error) == error_to_str(_NO_MEMORY):
            raise MemoryError from error
        raise


def _stretch(recovery: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=_AAD["recovery"]).derive(recovery)


def _spelled(recovery: bytes) -> str:
    """Write a recovery key in groups of four, in an alphabet without 0, 1 and 8 (base32)."""
    text = base64.b32encode(recovery).decode()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _recovery_bytes(text: str) -> bytes | None:
    """Read a recovery key, however it was spaced; None where the text is none."""
    plain = "".join(unicodedata.normalize(FORM, text).replace("-", "").split()).upper()
    try:
        found = base64.b32decode(plain)
    except ValueError:  # no base32, or signs beyond ASCII
        return None
    return found if len(found) == RECOVERY_BYTES else None
