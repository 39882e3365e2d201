"""Requests from students' forks: merged by themselves where they only add or change texts of their own author.

A request is data: it is looked at in git's objects, and nothing in it is run. What the merge would change is compared
with the branch as it is, by paths first, then as a course read from both. Everything that is not clearly the author's
own text waits for a person.
"""
