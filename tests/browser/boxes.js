// Draws a figure in each of some widths, as a page does, and lists letters that are cut off or cover one another.
async ([figure, widths]) => {
  const found = {};
  for (const width of widths) {
    const host = document.createElement("div");
    host.style.width = `${width}px`;
    document.body.replaceChildren(host);
    const { data, layout } = structuredClone(figure);
    await Plotly.newPlot(host, data, layout, { displayModeBar: false, responsive: true });
    found[width] = faults(host);
    Plotly.purge(host);
  }
  return found;

  function faults(host) {
    const edge = host.getBoundingClientRect();
    const all = [...host.querySelectorAll(".main-svg text")].filter(isSeen).flatMap(boxes);
    const cut = all
      .map((box) => [box, Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom)])
      .filter(([, beyond]) => beyond > 1)
      .map(([box, beyond]) => `cut by ${Math.round(beyond)}: ${box.text}`);
    const over = all.flatMap((one, at) =>
      all.slice(at + 1).filter((other) => common(one, other)).map((other) => `over each other: ${one.text} | ${other.text}`),
    );
    return [...cut, ...over];
  }

  function isSeen(text) {
    const { visibility, display, opacity, fillOpacity } = getComputedStyle(text);
    return text.textContent.trim() && visibility !== "hidden" && display !== "none" && +opacity && +fillOpacity;
  }

  /** The boxes of the lines of a text. Letters are lower than their line: a fifth off on both sides of it. */
  function boxes(text) {
    const lines = [...text.querySelectorAll("tspan.line")];
    const matrix = text.getCTM();
    const isUpright = Math.abs(matrix.b) > Math.abs(matrix.a);
    return (lines.length ? lines : [text]).map((line) => {
      const { left, right, top, bottom, width, height } = line.getBoundingClientRect();
      const [x, y] = isUpright ? [width / 5, 0] : [0, height / 5];
      return { text: line.textContent.trim(), left: left + x, right: right - x, top: top + y, bottom: bottom - y };
    }).filter((box) => box.text && box.right > box.left);
  }

  function common(one, other) {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    return across > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  }
}
