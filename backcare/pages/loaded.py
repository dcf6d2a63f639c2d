"""What every kernel of the pages loads: imported once, by the process that `forked` forks."""

import gc
import os

# As a kernel does before its first cell; matplotlib looks at it when it is loaded.
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import ipykernel.kernelapp  # noqa: F401

import backcare

for _name in dir(backcare):
    getattr(backcare, _name)
# What is here already is never looked at again, and so stays shared.
gc.collect()
gc.freeze()
