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

  // A copy on a static server cannot filter. Better to say so than to show something else than was asked for.
  if (root.dataset.kind === "file") {
    const asked = [...new URLSearchParams(location.search).keys()].filter((name) => name !== "rubric");
    if (asked.length) {
      document.getElementById("says").textContent =
        "This is an archived copy of the whole chart. It does not follow what its address asks for: " + asked.join(", ") + ".";
    }
  }

  const figure = window.opennessFigure;
  if (!chart || !figure || !window.Plotly) {
    document.getElementById("says").textContent = "The chart could not be loaded. Its numbers stand in the table below.";
    tell();
    return;
  }
  const config = { displaylogo: false, displayModeBar: false, scrollZoom: false, responsive: true };
  window.Plotly.newPlot(chart, figure.data, figure.layout, config).then(() => {
    root.dataset.drawn = "true";
    tell();
  });
})();
