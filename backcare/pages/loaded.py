"""What every kernel of the pages loads: imported once, by the process that `forked` forks."""

import gc
import os

# As a kernel does before its first cell; matplotlib looks at it when it is loaded.
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import ipykernel.kernelapp  # noqa: F401

import backcare
from backcare.browser import environment, fragments
from backcare.exercises.cards import template

for _name in dir(backcare):
    getattr(backcare, _name)
# Templates are code, and compiled once. Tables are not read here: a page shows what they hold now.
for _name in environment().list_templates(extensions=["j2"]):
    template(_name.removesuffix(".html.j2"))
fragments()
# What is here already is never looked at again, and so stays shared.
gc.collect()
gc.freeze()
