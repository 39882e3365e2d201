"""The sealed copy: pages encrypted with a passphrase, in one tamper-evident file.

The pages are packed (JSON, then gzip) and encrypted with AES-256-GCM (NIST SP 800-38D). The key is derived from the
passphrase by PBKDF2 with HMAC-SHA-256 (RFC 8018), for which OWASP recommends at least 600,000 rounds. Browsers offer
both in WebCrypto, so a copy opens without Cohort. The layout in bytes, big-endian::

    6 “COHORT” | 1 version | 4 rounds | 16 salt | 12 nonce | ciphertext | 16 tag

Everything before the ciphertext is authenticated with it (“additional data”): if the rounds, salt or version are
changed, decryption fails. The whole is encoded in canonical Base64. The theme's ``sealed.js`` reads it.

Sealing protects the contents of the file, not the person who opens it: somebody who can replace the whole file can ask
for the passphrase on a page of their own. So send a copy and its passphrase through different channels.
"""

import base64
import binascii
import gzip
import hashlib
import json
import re
import secrets
import struct
import unicodedata
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..core.refusal import Refusal

MAGIC = b"COHORT"
VERSION = 1
HEAD = struct.Struct(">6sBI16s12s")
TAG = 16
ROUNDS = 1_000_000
LEAST_ROUNDS, MOST_ROUNDS = 600_000, 10_000_000
"""Fewer are too weak; more would let a manipulated file keep a browser busy for minutes."""

LEAST_CHARACTERS, LEAST_WORDS, LEAST_DIFFERENT = 12, 4, 5
BLANKS = re.compile(r"[ \t\r\n]+")
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
SUGGESTED_WORDS = 5

DATA = re.compile(r'<script type="application/octet-stream" id="sealed">([^<]*)</script>')
WRONG = "The passphrase is wrong, or this file was changed: nothing was opened."
DAMAGED = "This file is incomplete or was changed: ask for a new copy."

Pages = Mapping[str, str]
"""The text of every page and table, by address; the first one is the start page."""
Random = Callable[[int], bytes]


class CannotOpen(Refusal):
    """Decryption failed; the message is the sentence that a browser shows too."""


def tidy(passphrase: str) -> str:
    """The normalized passphrase: NFKC, single spaces, trimmed."""
    return BLANKS.sub(" ", unicodedata.normalize("NFKC", passphrase)).strip(" ")


def weakness(passphrase: str) -> str:
    """Why a passphrase is rejected, in one sentence; empty for a good one.

    A good one has at least 12 characters or four words of at least two letters, and five different characters.
    """
    used = tidy(passphrase)
    words = [word for word in used.split(" ") if len(word) > 1]
    if len(used) < LEAST_CHARACTERS and len(words) < LEAST_WORDS:
        return f"the passphrase is too short: use at least {LEAST_CHARACTERS} characters, or four words"
    if len(set(used)) < LEAST_DIFFERENT:
        return f"the passphrase repeats itself: use at least {LEAST_DIFFERENT} different characters"
    return ""


def suggested(random: Random = secrets.token_bytes) -> str:
    """Five pronounceable random words such as “lusab” (proquints, in no language): 80 bits of entropy."""
    return " ".join(_word(number) for number in struct.unpack(f">{SUGGESTED_WORDS}H", random(2 * SUGGESTED_WORDS)))


def _word(number: int) -> str:
    letters = ((number >> 12, CONSONANTS), (number >> 10, VOWELS), (number >> 6, CONSONANTS), (number >> 4, VOWELS))
    return "".join(some[place % len(some)] for place, some in (*letters, (number, CONSONANTS)))


def seal(pages: Pages, passphrase: str, rounds: int = ROUNDS, random: Random = secrets.token_bytes) -> str:
    """Encrypt pages, in Base64. Raises ``ValueError`` with a sentence for a weak passphrase."""
    if message := weakness(passphrase):
        raise ValueError(message)
    head = HEAD.pack(MAGIC, VERSION, rounds, random(16), random(12))
    return base64.b64encode(head + encrypted(packed(pages), key_of(head, passphrase), head)).decode("ascii")


def unseal(document: str, passphrase: str) -> dict[str, str]:
    """Decrypt the pages of a sealed document (its HTML). Raises ``CannotOpen``."""
    found = DATA.search(document)
    if not found:
        raise CannotOpen(DAMAGED)
    data = decoded(found[1])
    return unpacked(decrypted(data, key_of(data[: HEAD.size], passphrase)))


def decoded(text: str) -> bytes:
    """Decode canonical Base64 and check the header and length. Raises ``CannotOpen``."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise CannotOpen(DAMAGED) from None
    if base64.b64encode(data).decode("ascii") != text or len(data) <= HEAD.size + TAG:
        raise CannotOpen(DAMAGED)
    magic, version, rounds, _, _ = HEAD.unpack_from(data)
    if (magic, version) != (MAGIC, VERSION) or not LEAST_ROUNDS <= rounds <= MOST_ROUNDS:
        raise CannotOpen(DAMAGED)
    return data


def key_of(head: bytes, passphrase: str) -> bytes:
    """Derive the 32-byte key from a passphrase, with the rounds and salt of a header."""
    _, _, rounds, salt, _ = HEAD.unpack(head)
    return hashlib.pbkdf2_hmac("sha256", tidy(passphrase).encode(), salt, rounds, 32)


def encrypted(plain: bytes, key: bytes, head: bytes) -> bytes:
    return AESGCM(key).encrypt(head[-12:], plain, head)


def decrypted(data: bytes, key: bytes) -> bytes:
    """Decrypt a header and its ciphertext. Raises ``CannotOpen`` if any bit of either was changed."""
    head = data[: HEAD.size]
    try:
        return AESGCM(key).decrypt(head[-12:], data[HEAD.size :], head)
    except InvalidTag:
        raise CannotOpen(WRONG) from None


def packed(pages: Pages) -> bytes:
    return gzip.compress(json.dumps(dict(pages), ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)


def unpacked(plain: bytes) -> dict[str, str]:
    pages: dict[str, str] = json.loads(gzip.decompress(plain))
    return pages
