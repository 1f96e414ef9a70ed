"""Gives a page what it can show: figures, questions, listings."""
