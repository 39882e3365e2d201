"""Nudges: a mail to each student of whom something is still due, or for whose answer somebody waits."""
