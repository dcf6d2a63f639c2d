"""Pages to print or take home: `report`, drawn on the sheet of `paper`, and `handout`."""

# Nothing is imported here: the planner needs `handout` alone, and `report` would load matplotlib.
