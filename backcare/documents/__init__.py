"""Pages to print or take home: `report`, drawn on the sheet of `paper`, and `handout`."""
