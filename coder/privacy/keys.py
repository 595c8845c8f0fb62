"""A study's key: random, and wrapped under what the person knows. The passphrase itself never touches the database.

``keys.json`` holds one slot per way in (passphrase, later a recovery key). Each slot wraps the same 32-byte study key
with AES-256-GCM under an Argon2id key (RFC 9106), so that a passphrase can change without encrypting anything anew.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coder.errors import StudyError
from coder.files import write_atomically

KEYS_FILE = "keys.json"
_SLOT_AAD = b"dyadmirror study key, slot 1"


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What a guess costs: Argon2id memory (KiB), passes and lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


def is_encrypted(study: Path) -> bool:
    """Whether the study asks for a passphrase."""
    return (study / KEYS_FILE).exists()


def create_key(study: Path, passphrase: str, *, cost: KdfCost | None = None) -> bytes:
    """Make a new study key, wrap it under the passphrase, write ``keys.json`` and return the 32-byte key."""
    if not passphrase:
        raise StudyError("A passphrase cannot be empty; choose one that you can remember, or make the study without.")
    cost = cost or KdfCost()
    salt, nonce, key = os.urandom(16), os.urandom(12), os.urandom(32)
    wrapped = AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, key, _SLOT_AAD)
    slot = {
        "way": "passphrase",
        "kdf": "argon2id",
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "wrapped": wrapped.hex(),
    }
    write_atomically(study / KEYS_FILE, json.dumps({"format": 1, "slots": [slot]}, indent=1).encode())
    return key


def unlock(study: Path, passphrase: str) -> bytes:
    """Return the study key; raise StudyError where the passphrase is wrong or the file has been altered."""
    path = study / KEYS_FILE
    try:
        slots = json.loads(path.read_text("utf-8"))["slots"]
        for slot in slots:
            cost = KdfCost(int(slot["memory_kib"]), int(slot["passes"]), int(slot["lanes"]))
            if not (8 <= cost.memory_kib <= 4 << 20 and 1 <= cost.passes <= 64 and 1 <= cost.lanes <= 64):
                raise ValueError("cost out of range")
            derived = _derive(passphrase, bytes.fromhex(slot["salt"]), cost)
            try:
                return AESGCM(derived).decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), _SLOT_AAD)
            except InvalidTag:
                continue
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(f"{path} is damaged or has been altered; restore it from a backup of the study.") from error
    raise StudyError(f"The passphrase does not open the study {study.name}; check it and try again.")


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    return hash_secret_raw(
        passphrase.encode("utf-8"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )
