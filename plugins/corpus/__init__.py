"""A course with everything written in it: files and git history, and the facts that several pages share."""
