// A file, chosen or dropped, goes to Python in pieces: a server takes no message of any length, and
// a person waits better who sees how far it is.

const PIECE_BYTES = 1_000_000;

/** Look after files that are dropped anywhere on an app: only while this part of it is shown. */
function takeDrops(root, el, signal, take) {
  const shown = () => el.getClientRects().length > 0;
  const over = (event) => {
    if (!shown() || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has ideas of its own for what is dropped on a notebook
    root.toggleAttribute("data-over", event.type !== "drop");
    if (event.type === "drop") take([...event.dataTransfer.files]);
  };
  const leave = (event) => {
    if (!root.contains(event.relatedTarget)) root.removeAttribute("data-over");
  };
  for (const type of ["dragenter", "dragover", "drop"]) root.addEventListener(type, over, { signal });
  root.addEventListener("dragleave", leave, { signal });
}

/** Mark what is shown of a file as busy while its fields hold other answers than it is for. */
function tendShown(model, root, signal) {
  tendAnswer(model, signal, (stale) => {
    for (const one of root.querySelectorAll(".bc-import-shown")) {
      if (stale) one.setAttribute("aria-busy", "true");
      else one.removeAttribute("aria-busy");
    }
  });
}

function render({ model, el }) {
  el.innerHTML = `<div class="bc-drop">
    <button type="button"></button><input type="file" hidden tabindex="-1">
    <p class="bc-drop-words"></p><p class="bc-drop-busy" role="status"></p>
  </div>`;
  const [choose, input, words, busy] = el.firstElementChild.children;
  const gone = new AbortController();
  const { signal } = gone;
  let current = ""; // of the file that is on its way
  let heard = () => {};

  const draw = () => {
    choose.textContent = model.get("description");
    words.textContent = model.get("words");
  };
  const send = (message, buffers) => {
    try {
      model.send(message, undefined, buffers);
      return true;
    } catch {
      return false; // there is nobody to ask; the page says so
    }
  };
  const done = () => {
    choose.removeAttribute("aria-busy");
    say(busy);
  };
  const give = async (file) => {
    const id = (current = Math.random().toString(36).slice(2));
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    const about = { id, name: file.name, size: file.size, zone };
    choose.setAttribute("aria-busy", "true");
    say(busy, `Reading ${file.name} …`);
    for (let start = 0; start === 0 || start < file.size; start += PIECE_BYTES) {
      let piece;
      try {
        piece = await file.slice(start, start + PIECE_BYTES).arrayBuffer();
      } catch {
        if (current === id) send({ kind: "refused", why: "unreadable", name: file.name });
        return current === id && done();
      }
      const answered = new Promise((resolve) => (heard = resolve));
      if (current !== id || !send({ kind: "piece", start, ...about }, [piece])) return;
      await answered;
      if (current !== id || signal.aborted) return;
    }
    done();
  };
  const take = (files) => {
    const [file, ...others] = files;
    if (!file) return;
    // Nothing of what would be refused leaves the page.
    const large = file.size > model.get("most_bytes");
    if (!large && !others.length) return give(file);
    current = "";
    done();
    send({ kind: "refused", why: large ? "large" : "several", name: file.name });
  };
  const obey = (message) => {
    if (message.focus) choose.focus();
    if (message.got && message.got === current) heard();
  };

  choose.addEventListener("click", () => input.click(), { signal });
  const chosen = () => {
    take([...input.files]);
    input.value = ""; // the same file, mended, can be chosen again
  };
  input.addEventListener("change", chosen, { signal });
  whenPlaced(el, ".bc-app", signal, (root) => {
    takeDrops(root, el, signal, take);
    tendShown(model, root, signal);
  });
  followModel(model, { "change:description change:words": draw, "msg:custom": obey }, signal);
  draw();
  return () => gone.abort();
}

export default { render };
