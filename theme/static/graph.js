// Zooming and dragging for the drawing of relations.  Without this file it is scrolled like any other part of a page.
// Nothing moves by itself, so there is no motion to be reduced.
"use strict";

(() => {
  const STEP = 1.25;
  const LEAST = 0.2;
  const MOST = 5;
  const HIGH = 0.85; // of the window, as high as the drawing is at most where it is shown whole
  const A_DRAG = 4; // pixels, from which on a press is no click

  function enhance(figure) {
    const tools = figure.querySelector(".zoom");
    const frame = figure.querySelector(".frame");
    const svg = frame && frame.querySelector("svg");
    if (!tools || !svg) return;
    const width = Number(svg.getAttribute("width"));
    const height = Number(svg.getAttribute("height"));
    let scale = 1;

    function zoomTo(wanted) {
      const before = scale;
      const x = frame.clientWidth / 2;
      const y = frame.clientHeight / 2;
      const left = frame.scrollLeft + x;
      const top = frame.scrollTop + y;
      scale = Math.min(MOST, Math.max(LEAST, wanted));
      frame.classList.toggle("zoomed", scale > 1);
      svg.setAttribute("width", Math.round(width * scale));
      svg.setAttribute("height", Math.round(height * scale));
      frame.scrollTo((left * scale) / before - x, (top * scale) / before - y);
    }

    const ways = {
      in: () => zoomTo(scale * STEP),
      out: () => zoomTo(scale / STEP),
      all: () => zoomTo(Math.min(1, frame.clientWidth / width, (HIGH * window.innerHeight) / height)),
    };
    const keys = { "+": "in", "=": "in", "-": "out", 0: "all" };

    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) ways[button.dataset.zoom]();
    });
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
      event.preventDefault();
      ways[keys[event.key]]();
    });

    // Fingers scroll a frame by themselves; a mouse takes hold of it here.
    let held = null;
    let dragged = false;
    frame.addEventListener("pointerdown", (event) => {
      dragged = false;
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      held = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    });
    frame.addEventListener("pointermove", (event) => {
      if (!held) return;
      const x = event.clientX - held.x;
      const y = event.clientY - held.y;
      if (!dragged && Math.hypot(x, y) < A_DRAG) return;
      if (!dragged) frame.setPointerCapture(event.pointerId);
      dragged = true;
      frame.scrollTo(held.left - x, held.top - y);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      frame.addEventListener(end, () => {
        held = null;
      });
    }
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    frame.addEventListener(
      "click",
      (event) => {
        if (dragged) event.preventDefault();
        dragged = false;
      },
      true,
    );

    tools.hidden = false;
  }

  document.querySelectorAll("figure.network").forEach(enhance);
})();
