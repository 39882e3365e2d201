"""Readers for other platforms' exports, and for saved and copied pages.

Each platform's module reads a stream of bytes into neutral ``records``; ``formats`` detects the platform.
"""
