"""The command `backcare`: notebooks, pages and the care of a log, with no checkout needed.

`cli` has its parts and their words, `notebooks` copies the shipped notebooks, `lab` opens
JupyterLab on them. `python -m backcare` is the same where the command is not found.
"""

from backcare.command.cli import main

__all__ = ["main"]
