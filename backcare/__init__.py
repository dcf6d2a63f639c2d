"""Exercises for low back pain, as cited tables, plain pandas and Jupyter widgets.

Education, not medical advice: ask a health professional before you start.

The words this package uses:

- exercise: one row of `load_exercises()`, known by its `exercise_id`; a dose is its
  repetitions (`reps_…`), how long to hold (`hold_s_…`) and to rest (`rest_s`), in seconds;
- pain state: none, mild, chronic or acute; for each, an exercise is rated ok, ask (ask a
  professional first) or avoid;
- muscle group, position, equipment: what to choose by; `load_table("vocabulary")` has all terms;
- source: a key of `load_sources()`; every fact has one;
- red flag: a sign that calls for a doctor instead of exercise;
- plan: exercises in order, each with a dose, for one session; its phases are what to do from
  second to second;
- session and entry: one time of exercising, and one exercise in it; pain is on the numeric rating
  scale (NRS) from 0 to 10; adherence is sessions done over sessions planned.

`load_*` give tables, `filter_exercises` and its like take and give tables, `plot_*` draw,
and classes such as `ExerciseExplorer` show in a notebook.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

# `__init__.pyi` names what is public. Each name loads with its module when it is first asked for:
# most need a library slower than pandas, or are many modules that a session may do without.
__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
