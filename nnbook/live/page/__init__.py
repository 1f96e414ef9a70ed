"""Reads a page: which of its parts run, and what is wrong with them."""
