"""Sends a built site to a web server or onto a branch."""
