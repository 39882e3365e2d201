"""The instructor's pages, kept outside the published site, and the sealed copy."""
