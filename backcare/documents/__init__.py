"""Pages to print or take home: the report and the handout."""
