"""Sums over a log: weeks, muscles, and whether a change matters."""
