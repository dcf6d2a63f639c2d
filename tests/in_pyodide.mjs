// Runs pytest in Pyodide, under Node: node tests/in_pyodide.mjs FOLDER [words for pytest].
// FOLDER is what docs/pyodide_files.py has filled, with the wheels unpacked in FOLDER/site. Files
// are those of this computer, at the same paths. Which tests cannot run there: tests/in_pyodide.py.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...words] = process.argv.slice(2);
const files = path.resolve(folder);
const checkout = path.resolve(import.meta.dirname, "..");
const site = path.join(files, "site");
const { loadPyodide } = await import(pathToFileURL(path.join(files, "core", "pyodide.mjs")).href);
const ours = Object.entries(process.env).filter(([name]) => name.startsWith("BACKCARE_"));
const python = await loadPyodide({
  env: {
    HOME: "/home/pyodide",
    MPLBACKEND: "agg",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: [checkout, path.join(checkout, "tests"), site].join(":"),
    ...Object.fromEntries(ours),
  },
});
for (const place of [checkout, site]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: place }, place);
}
python.FS.chdir(checkout);
python.globals.set("words", python.toPy(words));
let code = 1;
try {
  // The folders were mounted after Python had looked.
  const run = "import importlib; importlib.invalidate_caches(); import in_pyodide; in_pyodide.main(list(words))";
  code = await python.runPythonAsync(run);
} catch (error) {
  console.error(error.message); // node would print a line of the program beside it, of 1 MB
}
process.exit(code);
