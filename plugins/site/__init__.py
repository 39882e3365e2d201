"""The public pages, as Pelican's plugins."""
