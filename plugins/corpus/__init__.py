"""The course with everything written in it: files and git history read, and the facts pages share."""
