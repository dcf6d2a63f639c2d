"""The exercise table: load it, choose from it, explain and show it."""
