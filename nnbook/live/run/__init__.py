"""Runs a page, and keeps what it gave."""
