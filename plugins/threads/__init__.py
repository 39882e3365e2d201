"""Comments into discussions of any depth."""
