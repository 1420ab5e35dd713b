// Runs in pages while they are previewed, and in no published one: loads a page anew when a build has changed it,
// and shows what is wrong with the site.  All that it shows is set as text: others may have written it.
(() => {
  "use strict";
  const { events, build, path } = document.currentScript.dataset;
  document.currentScript.remove(); // so that the page is made of what it will be made of when published

  // The place in the page

  const key = `corkboard-scroll ${location.pathname}${location.search}`;

  function reload() {
    try {
      sessionStorage.setItem(key, JSON.stringify([scrollX, scrollY]));
    } catch {} // a browser may forbid storage
    location.reload();
  }

  function returnToPlace() {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.removeItem(key);
    } catch {}
    if (!place) return;
    const go = () => scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    const inputs = new AbortController();
    for (const input of ["wheel", "touchmove", "pointerdown", "keydown"])
      addEventListener(input, () => inputs.abort(), { signal: inputs.signal, passive: true });
    // Once images have their sizes the page is as long as before; the reader may have scrolled on by then.
    addEventListener("load", () => requestAnimationFrame(() => inputs.signal.aborted || (go(), inputs.abort())));
    go();
  }

  // Whether this page is changed

  function filesAt(address) {
    const url = new URL(address);
    if (url.origin !== location.origin) return [];
    let name = url.pathname.replace(/^\/+|\/+$/g, "");
    try {
      name = decodeURIComponent(name);
    } catch {} // not every address is UTF-8
    return [name, name ? `${name}/index.html` : "index.html"];
  }

  function isShown(changed) {
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const shown = new Set([path, ...[location.href, ...loaded].flatMap(filesAt)]);
    return changed.some((file) => shown.has(file));
  }

  // What is wrong

  const STYLE = `
    :host { all: initial !important; }
    dialog {
      box-sizing: border-box; width: min(60rem, 100vw - 1.5rem); max-width: none; max-height: calc(100vh - 3rem);
      margin: 1.5rem auto auto; padding: 1.25rem clamp(1rem, 4vw, 2rem) 1.5rem; overflow: auto;
      border: 0; border-top: .375rem solid var(--red); border-radius: .375rem;
      color: var(--ink); background: var(--paper); box-shadow: 0 1rem 4rem rgb(0 0 0 / .5);
      font: medium/1.5 system-ui, sans-serif; text-align: start; overflow-wrap: anywhere;
      --paper: #fff; --tint: #f4f2ef; --ink: #1c1c1e; --quiet: #57575c; --red: #b3201b;
    }
    dialog::backdrop { background: rgb(0 0 0 / .45); }
    .head { display: flex; gap: 1rem; align-items: start; justify-content: space-between; }
    h1, p, pre, ul { margin: 0; padding: 0; }
    h1 { font-size: 1.25rem; line-height: 1.3; color: var(--red); }
    button {
      flex: none; font: inherit; font-size: .875rem; padding: .25rem .75rem; cursor: pointer;
      color: inherit; background: var(--tint); border: 1px solid var(--quiet); border-radius: .25rem;
    }
    button:focus-visible { outline: .1875rem solid var(--red); outline-offset: .125rem; }
    .about { color: var(--quiet); }
    ul { list-style: none; }
    li { margin-top: 1.25rem; }
    .place, pre { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
    .place { color: var(--quiet); }
    .message { font-weight: 600; white-space: pre-wrap; }
    pre { margin: .375rem 0; padding: .375rem .75rem .75rem; line-height: 2; white-space: pre-wrap; background: var(--tint); }
    .number { color: var(--quiet); }
    mark { position: relative; color: inherit; background: none; font-weight: 700; }
    mark::after { content: "^"; position: absolute; inset: 1.1em auto auto 0; color: var(--red); line-height: 1; }
    @media (prefers-color-scheme: dark) {
      dialog { --paper: #1d1e22; --tint: #2a2c31; --ink: #ecebe8; --quiet: #b0b0b5; --red: #ff8d84; }
    }
    @media print { dialog { display: none; } }
  `;
  const CONTROL = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;
  let overlay = null;
  let last = "";

  const visible = (text) =>
    text.replace(CONTROL, (char) => (char === "\t" ? " " : `\\x${char.codePointAt(0).toString(16).padStart(2, "0")}`));

  function element(tag, kind, ...children) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    made.append(...children.map((child) => (typeof child === "string" ? visible(child) : child)));
    return made;
  }

  function excerpt({ line, excerpt, caret }) {
    const chars = Array.from(excerpt.replaceAll("\n", " ")); // as the caret counts them
    const before = chars.slice(0, caret).join("");
    const after = chars.slice(caret + 1).join("");
    return element("pre", "", element("span", "number", `${line} | `), before, element("mark", "", chars[caret] ?? " "), after);
  }

  function item(problem) {
    const { file, line, column, field, message, hint } = problem;
    const made = element("li", "");
    made.append(element("p", "place", `${file}:${line}:${column}`), element("p", "message", `${field}: ${message}`));
    if (problem.excerpt.trim()) made.append(excerpt(problem));
    if (hint) made.append(element("p", "hint", hint));
    return made;
  }

  function show({ title, messages, problems }) {
    const told = JSON.stringify([title, messages, problems]);
    if (told === last) return; // and it may have been closed
    last = told;
    overlay?.remove();
    overlay = null;
    if (!title) return;
    overlay = document.createElement("corkboard-overlay");
    overlay.lang = "en";
    overlay.dir = "ltr";
    const dialog = element("dialog", "");
    const heading = element("h1", "", title);
    const about = element("p", "about", "The site stays as it was until this is mended. Then this goes away by itself.");
    const close = element("button", "", "Close (Esc)");
    const list = element("ul", "", ...messages.map((text) => element("li", "message", text)), ...problems.map(item));
    heading.id = "title";
    about.id = "about";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "title");
    dialog.setAttribute("aria-describedby", "about");
    close.addEventListener("click", () => dialog.close());
    dialog.append(element("div", "head", heading, close), about, list);
    const style = document.createElement("style");
    style.textContent = STYLE;
    overlay.attachShadow({ mode: "open" }).append(style, dialog);
    document.documentElement.append(overlay);
    dialog.showModal();
  }

  // The preview

  let seen = build;
  let source = null;

  // Only while the page can be seen: a browser has six connections to a server, for all its tabs.
  function listen() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      const opened = new EventSource(`${events}?since=${encodeURIComponent(seen)}`);
      source = opened;
      opened.onmessage = ({ data, lastEventId }) => {
        const story = JSON.parse(data);
        seen = lastEventId;
        if (story.changed === null || isShown(story.changed)) {
          opened.close();
          reload();
        } else show(story);
      };
      opened.onerror = () => {
        if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
        source = null; // a browser that has given up
        setTimeout(listen, 1000);
      };
    }
  }

  returnToPlace();
  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) reload(); // what it was connected to is long closed
  });
  listen();
})();
