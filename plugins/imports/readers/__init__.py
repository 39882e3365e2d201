"""Exports of other platforms, saved and copied pages → content files.

A module for each platform reads a stream of bytes into neutral records; ``formats`` knows which; ``bringing`` writes
what ``core.imports`` makes of them.
"""
