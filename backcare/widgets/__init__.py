"""What a person sees and presses: one widget a file, its JavaScript and CSS in `browser`.

- `explorer`, `planner`, `player`: choose exercises, plan a session, do it; `body_map` to point at;
- `form` (with `form_fields` and `form_text`) and `dashboard`: write a session down, look back;
- `import_form` (with `import_text`, and `file_drop` for the file): bring in a diary from elsewhere;
- `quiz` for a class; `setup_check` (with `setup_line`) for the first cell of a notebook, and
  `table_style` for the tables below it;
- `gate_and_stop`: the warning signs and the stop rule that stand before exercises;
- `controls`: the fields and buttons that they share; `base`: what every widget needs.

The public names stand in `backcare/__init__.pyi`. Each module loads when it is first asked for: a
page with the explorer alone needs neither the database nor the charts.
"""
