"""The contents of the search index, and the search page."""
