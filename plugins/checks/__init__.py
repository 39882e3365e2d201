"""Everything that is wrong in a course's texts, and the ways it is told."""
