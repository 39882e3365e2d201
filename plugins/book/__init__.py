"""The term as a book: an EPUB, and where Chromium is found, a PDF."""
