"""Finds everything wrong in a course's texts, and reports it in several formats."""
