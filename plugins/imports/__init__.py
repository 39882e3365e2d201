"""Texts from other platforms into a course: what was read, where it goes, and what could not be kept."""
