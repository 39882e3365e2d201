"""Publishes a built site to a web server or a branch."""
