"""The instructor's pages, outside the published site, and the sealed copy."""
