"""Atom feeds: which ones there are, and how they are written."""
