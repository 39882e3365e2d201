"""Builds discussions of any depth from flat comments."""
