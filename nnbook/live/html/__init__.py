"""Turns a page that has run into HTML."""
