"""Giving work back: what each student gets, by which way, and the record of what went out."""
