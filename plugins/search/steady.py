"""Makes Pagefind's index reproducible.

Pagefind 1.5 writes texts and words deterministically (its issue 638), but the order of languages, filters and filter
values is random, and so are the names of the files that contain them. They are sorted and renamed here.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import cbor2

ENTRY = "pagefind-entry.json"
MAGIC = b"pagefind_dcd"
"""The first bytes of every index file, once decompressed."""


def steady(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Rewrite the entry, ``.pf_meta`` and ``.pf_filter`` files of an index, given by path, in a fixed order.

    Raises ``ValueError`` or ``KeyError`` if the layout is not that of Pagefind 1.5.
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
