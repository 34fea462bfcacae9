// Draws a figure in a width, points at the marks that say most, and lists what they say where that is cut off.
async ([figure, width]) => {
  const host = document.createElement("div");
  host.style.width = `${width}px`;
  document.body.replaceChildren(host);
  const { data, layout } = figure;
  await Plotly.newPlot(host, data, layout, { displayModeBar: false });
  const edge = host.getBoundingClientRect();
  const longest = (text) => Math.max(...text.split("<br>").map((line) => line.length));
  const found = [];
  let shown = 0;
  for (const [curveNumber, trace] of data.entries()) {
    if (!Array.isArray(trace.hovertext)) continue;
    const most = [...trace.hovertext.entries()].sort((one, other) => longest(other[1]) - longest(one[1])).slice(0, 3);
    for (const [pointNumber, text] of most) {
      Plotly.Fx.hover(host, [{ curveNumber, pointNumber }], `${trace.xaxis ?? "x"}${trace.yaxis ?? "y"}`);
      await new Promise((done) => setTimeout(done, 60)); // Plotly draws at most every 50 milliseconds
      const label = host.querySelector(".hoverlayer .hovertext");
      if (!label) continue;
      shown += 1;
      const { left, right } = label.getBoundingClientRect();
      const beyond = Math.max(edge.left - left, right - edge.right);
      if (beyond > 1) found.push(`cut by ${Math.round(beyond)}: ${text}`);
    }
  }
  Plotly.purge(host);
  return { found, shown };
}
