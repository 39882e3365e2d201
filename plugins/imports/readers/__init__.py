"""Readers for other platforms' exports, for saved and copied pages, and for documents and mail.

Each platform's module reads a stream of bytes into neutral ``records``; ``formats`` detects the platform.
"""
