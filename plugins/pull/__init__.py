"""``./inv pull``: fetch new texts from people's feeds.

``web`` requests one URL, ``feed_cache`` caches responses, ``fetcher`` schedules requests within rate limits, ``blogs``
follows a blog's pages and comments, ``listing`` lists the feeds to read; ``pull`` combines them.
"""
