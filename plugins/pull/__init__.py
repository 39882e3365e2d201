"""``./inv pull``: new texts from people's feeds.

``web`` asks for one address, ``feed_cache`` remembers what was answered, ``fetcher`` goes from feed to feed politely,
``blogs`` follows a blog's pages and comments, ``listing`` says whose feeds there are; ``pull`` does it all.
"""
