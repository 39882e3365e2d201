"""The domain: what a course, a text, a thread, a brand name and a grade are. Nothing here touches the world."""
