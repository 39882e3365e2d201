"""The public pages, as Pelican plugins."""
