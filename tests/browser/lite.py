"""The notebooks in a page alone: where they are, and what a test asks of the page."""

from servers import CHECKOUT

SITE = CHECKOUT / "build/site"
# A cell waits for what the whole notebook needs, on a busy machine with two processors.
PATIENCE_MS = 240_000
READY = (
    "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'"
)
RUN_ALL = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); return true; }"
CELLS = """() => jupyterapp.shell.currentWidget.content.widgets
  .map((cell) => cell.model).filter((cell) => cell.type === "code")"""
FAULTS = f"""() => ({CELLS})().flatMap((cell) => cell.outputs.toJSON())
  .filter((output) => output.output_type === "error" || output.name === "stderr")"""
RAN = f"() => ({CELLS})().every((cell) => cell.executionCount)"
# The numbers of those cells that give a widget.
WIDGETS = """() => [...jupyterapp.shell.currentWidget.content.widgets.entries()]
  .filter(([, { model }]) => model.type === "code" && model.outputs.toJSON()
    .some(({ data }) => data && "application/vnd.jupyter.widget-view+json" in data))
  .map(([number]) => number)"""
# Cells that are not on screen are not drawn.
GO_TO = """(number) => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = number;
  jupyterapp.shell.currentWidget.content.scrollToItem(number);
  return true;
}"""
# As much as one line, and no word of a widget that could not be made.
SHOWS = """(number) => {
  const { node } = jupyterapp.shell.currentWidget.content.widgets[number];
  const shown = [...node.querySelectorAll(".jp-OutputArea-output.lm-Panel")];
  return shown.some((one) => one.offsetHeight > 10 && one.innerText.trim())
    && !/Loading widget|Error (displaying|creating) widget|not found/i.test(node.innerText);
}"""
