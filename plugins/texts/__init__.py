"""A content file into header, prose and safe HTML; the beginnings of new files."""
