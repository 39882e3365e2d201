"""Pagefind's index made the same for the same texts.

Pagefind 1.5 writes texts and words the same each time (its issue 638), but the order of languages, of filters and of
a filter's values is random, and with it the names of the files that hold them. Here they are put in the order of the
alphabet and named anew.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import cbor2

ENTRY = "pagefind-entry.json"
MAGIC = b"pagefind_dcd"
"""What every file of an index begins with, when it is unpacked."""


def steady(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The entry, the ``.pf_meta`` and the ``.pf_filter`` files of an index, by path, in an order of their own.

    Raises ``ValueError`` or ``KeyError`` for what is not laid out as Pagefind 1.5 does.
    """
    entry = json.loads(files[ENTRY])
    made: dict[str, bytes] = {}
    languages = {}
    for language, facts in sorted(entry["languages"].items()):
        version, pages, words, filters, *rest = _unpack(files[f"pagefind.{facts['hash']}.pf_meta"])
        named = []
        for name, file in sorted(filters):
            _, values = _unpack(files[f"filter/{file}.pf_filter"])
            packed = _pack([name, sorted(values)])
            named.append([name, f"{language}_{_digest(packed)[:7]}"])
            made[f"filter/{named[-1][1]}.pf_filter"] = packed
        meta = _pack([version, pages, words, named, *rest])
        languages[language] = {**facts, "hash": f"{language}_{_digest(meta)[:10]}"}
        made[f"pagefind.{languages[language]['hash']}.pf_meta"] = meta
    text = json.dumps({**entry, "languages": languages}, ensure_ascii=False, separators=(",", ":"))
    return {**made, ENTRY: text.encode("utf-8")}


def _unpack(data: bytes) -> list[Any]:
    bare = gzip.decompress(data)
    if not bare.startswith(MAGIC):
        raise ValueError("does not begin like a Pagefind file")
    values: list[Any] = cbor2.loads(bare.removeprefix(MAGIC))
    return values


def _pack(values: list[Any]) -> bytes:
    return gzip.compress(MAGIC + cbor2.dumps(values), 9, mtime=0)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
