// Draws the figure of an embedded chart, and tells the page around it how high this one is.
(() => {
  "use strict";
  const root = document.documentElement;
  const chart = document.getElementById("chart");
  const slug = root.dataset.chart;

  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (window.parent !== window && height !== last) {
      last = height;
      window.parent.postMessage({ type: "openness-gap:height", chart: slug, height }, "*");
    }
  };
  new ResizeObserver(tell).observe(document.body);
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data && event.data.type === "openness-gap:ask") {
      last = 0;
      tell();
    }
  });

  // A copy on a static server cannot filter. Better to say so than to show something else than was asked for.
  if (root.dataset.kind === "file") {
    const known = root.dataset.knows.split(" "); // what others add to an address asks us for nothing
    const asked = [...new URLSearchParams(location.search).keys()].filter(
      (name) => name !== "rubric" && (known.includes(name) || /^(weight|credit|terms)[.]/.test(name)));
    if (asked.length) {
      document.getElementById("says").textContent =
        "This is an archived copy of the whole chart. It does not follow what its address asks for: " + asked.join(", ") + ".";
    }
  }

  const missing = () => {
    document.getElementById("says").textContent = "The chart could not be loaded. Its numbers are in the table below.";
    tell();
  };
  const config = { displaylogo: false, displayModeBar: false, scrollZoom: false, responsive: true };
  const draw = () => {
    const figure = window.opennessFigure;
    if (!chart || !figure || !window.Plotly) return missing();
    window.Plotly.react(chart, figure.data, figure.layout, config).then(() => {
      root.dataset.drawn = "true";
      tell();
    });
  };
  if (root.dataset.theme !== "auto") return draw();

  // The figure in the colours that the reader prefers, and again when that changes.
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const load = () => {
    const script = document.createElement("script");
    script.onload = draw;
    script.onerror = missing;
    script.src = dark.matches ? root.dataset.dark : root.dataset.light;
    document.head.append(script);
  };
  dark.addEventListener("change", load);
  load();
})();
