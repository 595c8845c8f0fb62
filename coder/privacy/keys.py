"""A study's key: random, and wrapped under what the person knows. The passphrase itself never touches the database.

``keys.json`` holds one slot per way in. Each slot wraps the same 32-byte study key with AES-256-GCM: the passphrase's
under an Argon2id key (RFC 9106), so that guessing is slow; the recovery key's under HKDF (RFC 5869), because 160 random
bits need no slowing. So a passphrase changes without encrypting anything anew, and a crash while it changes leaves
either the old way in or the new one.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from pathlib import Path

from argon2.exceptions import Argon2Error
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coder.files.atomic_write import write_atomically
from coder.vocabulary.errors import StudyError

KEYS_FILE = "keys.json"
RECOVERY_BYTES = 20
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
    recovery = _recovery_bytes(secret)
    for slot in _slots(study):
        try:
            if slot["way"] == "recovery":
                wrapping = _stretch(recovery, bytes.fromhex(slot["salt"])) if recovery else None
            else:
                cost = KdfCost(int(slot["memory_kib"]), int(slot["passes"]), int(slot["lanes"]))
                wrapping = _derive(secret, bytes.fromhex(slot["salt"]), cost)
            if wrapping is not None:
                nonce, wrapped = bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"])
                return AESGCM(wrapping).decrypt(nonce, wrapped, _AAD[slot["way"]])
        except InvalidTag:
            continue
        except (ValueError, KeyError, TypeError, Argon2Error, OverflowError) as error:
            raise _altered(study) from error
    raise StudyError(f"The passphrase does not open the study {study.name}; check it and try again.")


def change_passphrase(study: Path, secret: str, passphrase: str, *, cost: KdfCost | None = None) -> None:
    """Give a study another passphrase; ``secret`` is the present one or the recovery key, which stays as it is."""
    key = unlock(study, secret)
    kept = [slot for slot in _slots(study) if slot["way"] != "passphrase"]
    _write(study, [_passphrase_slot(key, passphrase, cost or KdfCost()), *kept])


def _passphrase_slot(key: bytes, passphrase: str, cost: KdfCost) -> dict[str, str]:
    if not passphrase:
        raise StudyError("A passphrase cannot be empty; choose one that you can remember, or make the study without.")
    salt = os.urandom(16)
    numbers = {"memory_kib": str(cost.memory_kib), "passes": str(cost.passes), "lanes": str(cost.lanes)}
    return {**_wrap("passphrase", key, _derive(passphrase, salt, cost), salt), **numbers}


def _recovery_slot(key: bytes, recovery: bytes) -> dict[str, str]:
    salt = os.urandom(16)
    return _wrap("recovery", key, _stretch(recovery, salt), salt)


def _wrap(way: str, key: bytes, wrapping: bytes, salt: bytes) -> dict[str, str]:
    nonce = os.urandom(12)
    wrapped = AESGCM(wrapping).encrypt(nonce, key, _AAD[way])
    return {"way": way, "salt": salt.hex(), "nonce": nonce.hex(), "wrapped": wrapped.hex()}


def _write(study: Path, slots: list[dict[str, str]]) -> None:
    write_atomically(study / KEYS_FILE, json.dumps({"format": 1, "slots": slots}, indent=1).encode())


def _slots(study: Path) -> list[dict[str, str]]:
    try:
        slots = json.loads((study / KEYS_FILE).read_text("utf-8"))["slots"]
        if not slots or not all(isinstance(slot, dict) and slot["way"] in _AAD for slot in slots):
            raise ValueError("no slot, or an unknown one")
        return list(slots)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _altered(study) from error


def _altered(study: Path) -> StudyError:
    return StudyError(f"{study / KEYS_FILE} is damaged or has been altered; restore it from a backup of the study.")


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    # An altered file must not make us fill the memory or count for an hour.
    if not (8 <= cost.memory_kib <= 1 << 20 and 1 <= cost.passes <= 16 and 1 <= cost.lanes <= 16):
        raise ValueError("cost out of range")
    return hash_secret_raw(
        passphrase.encode("utf-8"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _stretch(recovery: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=_AAD["recovery"]).derive(recovery)


def _spelled(recovery: bytes) -> str:
    """Write a recovery key in groups of four, in an alphabet without 0, 1 and 8 (base32)."""
    text = base64.b32encode(recovery).decode()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _recovery_bytes(text: str) -> bytes | None:
    """Read a recovery key, however it was spaced; None where the text is none."""
    plain = text.replace("-", "").replace(" ", "").upper()
    try:
        found = base64.b32decode(plain)
    except binascii.Error:
        return None
    return found if len(found) == RECOVERY_BYTES else None
