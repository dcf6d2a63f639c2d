"""Charts: each takes a table that is already computed, draws it and returns the Axes.

- `weekly`: one patient's weeks, with `outcomes`, the small charts of other measures below them;
- `calendar`: the days with a session; `muscles`: which muscle groups; `group`: several patients;
- `alt_text`: the sentence of a chart, and the picture that carries it;
- `page_svg`: a chart in a page, in its theme's colours;
- `style`: what they all stand on.

The public names stand in `backcare/__init__.pyi`, from where a chart loads when it is first asked
for.
"""
