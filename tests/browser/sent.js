// Draws a figure as files have it and as a page sends it, then once more from a copy, as Streamlit's page does.
async ([meant, sent]) => {
  for (const { data } of [meant, sent]) data.forEach((trace, number) => (trace.uid = `trace-${number}`));
  const [first, second] = [await drawn(meant), await drawn(sent)];
  const host = document.body.firstChild;
  let again = 0;
  host.on("plotly_beforeplot", () => again++);
  await Plotly.react(host, { ...structuredClone(sent), config: { displayModeBar: false } });
  return { first, second, again };

  async function drawn(figure) {
    const host = document.createElement("div");
    host.style.width = "1280px";
    document.body.replaceChildren(host);
    const { data, layout } = structuredClone(figure);
    await Plotly.react(host, { data, layout: { ...layout, width: 1280 }, config: { displayModeBar: false } });
    figure.layout.width = 1280;
    const own = new RegExp(host._fullLayout._uid, "g");
    return [...host.querySelectorAll(".main-svg")].map(said).join("\n").replace(own, "");
  }

  /** An element in words; in which order its attributes were set does not matter. */
  function said(node) {
    if (!node.attributes) return node.data;
    const attributes = [...node.attributes].map(({ name, value }) => `${name}="${value}"`).sort();
    return `<${[node.tagName, ...attributes].join(" ")}>${[...node.childNodes].map(said).join("")}`;
  }
};
