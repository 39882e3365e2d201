"""Texts of other platforms on their way into a course: what came in, where it goes, and what could not be kept."""
