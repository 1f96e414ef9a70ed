"""Draws what the chapters compute: arrays in, Matplotlib axes out.

One color per symbol, in every figure of the book.
"""

INPUT, WEIGHT, SUM, ACTIVATION, ERROR, GRADIENT = "C0", "C1", "C2", "C3", "C4", "C5"
QUIET = "gray"
