"""What the search index holds, and the pages of search."""
