"""Parses content files into header, prose and safe HTML, and begins new ones."""
