"""Proves formulas: reads their LaTeX, evaluates both sides, and compares."""
