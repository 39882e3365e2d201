"""A whole build: Pelican into a folder beside the site, then the swap; and the server that builds again."""
