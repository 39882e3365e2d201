"""Cohort's plugins: a Pelican course blog you can grade from.

The map of arrows (kept by ``tests/test_architecture.py``)::

    tasks.py ──→ adapters ──→ files, renders ──→ core ──→ standard library, small pure libraries
                 pulling ──→ importers ─→ files → core

* ``core/`` is pure: no Pelican, no disk, no network. It knows the domain.
* ``files.py``, ``history.py``, ``renders.py`` and ``store.py`` read a course and its git history, and remember
  what was computed of each text; they know no Pelican. Nor does ``grading.py``, which keeps the ledger from them.
* ``importers/`` make content files of other platforms' exports and feeds; ``pulling/`` asks the network for feeds,
  and hands them over.
* The other modules here are adapters. Each connects one subject to Pelican's signals, or to the
  outside world, and never imports another adapter (but ``server`` builds by ``output``, which ends with
  ``scan``): they meet in Pelican's context under the
  names ``corpus`` (what is on disk), ``rendered`` and ``checked`` (what became of each text),
  ``overview`` and ``conversation`` (the facts pages share), ``feeds`` (which there are, by the page they belong to),
  ``replying`` (how a text is answered), ``search`` (what is indexed) and ``notes`` (what a build went on without).

Data goes one way: Markdown → ``reader`` → posts and comments → threads → pages;
``course.toml`` and ``brands.toml`` → check → problems; everything → ledger → gradebook.
"""
