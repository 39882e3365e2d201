"""A complete build: Pelican writes to a folder beside the site, then the two are swapped; and the rebuilding server."""
