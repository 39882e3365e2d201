"""``./inv pull``: new texts from people's feeds.

``web`` asks for one address, ``shelf`` remembers what was answered, ``rounds`` goes from feed to feed politely,
``blogs`` follows a blog's pages and comments, ``listing`` says whose feeds there are; ``pull`` does it all.
"""
