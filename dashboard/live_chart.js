// Draws a chart, and draws it anew while a slider of the editor is being moved: the figure for the number under the
// thumb is fetched from its own address, so that it stands before the page has answered. The page's answer holds.

const SLIDERS = '[class*="st-key-_rubric_"] input[type="range"]';
const CONFIG = { displaylogo: false, displayModeBar: false, scrollZoom: false, responsive: true };
const BEFORE = "window.opennessFigure = ";

let library;

/** Plotly, loaded when a chart first needs it. */
function plotly(address) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => loaded(window.Plotly);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

/** The file of a figure; null where it cannot be had, for the page answers anyway. */
function fetched(address) {
  return new Promise((done) => {
    // not `fetch`: it hands over head and body apart, and each waits its turn while the page is busy
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.onloadend = () => done(request.status === 200 ? request.responseText : null);
    request.send();
  });
}

/** `weight.data` for the slider with the key `_rubric_weight.data`, in whose class Streamlit writes a hyphen. */
function pathOf(slider) {
  const { className } = slider.closest('[class*="st-key-_rubric_"]');
  return className.match(/st-key-_rubric_([\w-]+)/)[1].replace("-", ".");
}

/** What keeps one chart up to date: it takes each answer of the page, and follows the sliders until it is stopped. */
function keeper(box) {
  let given; // the page's last answer
  let ahead = {}; // numbers that sliders show and the page has not answered to yet, by path
  let drawn; // the file of the figure that is drawn
  let asking = false;

  const isAhead = () => Object.keys(ahead).length > 0;
  const mark = () => box.closest('[class*="st-key-card-"]')?.toggleAttribute("data-ahead", isAhead());

  async function draw(file) {
    if (file === drawn) return;
    drawn = file;
    const { data, layout } = JSON.parse(file.slice(BEFORE.length, file.lastIndexOf(";")));
    try {
      const Plotly = await plotly(given.library);
      if (file === drawn) Plotly.react(box, data, layout, CONFIG);
    } catch {
      box.textContent = "The chart could not be loaded. Its numbers stand in the table below.";
    }
  }

  async function ask() {
    if (asking) return;
    asking = true;
    for (let asked; asked !== ahead && isAhead(); ) {
      asked = ahead;
      const edits = Object.entries(asked).map(([path, value]) => `&edit=${encodeURIComponent(`${path}:${value}`)}`);
      const file = await fetched(given.address + edits.join(""));
      if (!file && asked === ahead) ahead = {};
      else if (file && isAhead()) draw(file);
    }
    asking = false;
    mark();
  }

  const sliders = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!given.address || !target.matches(SLIDERS)) continue;
      const path = pathOf(target);
      const { [path]: _, ...others } = ahead;
      const value = Number(target.value);
      ahead = value === given.numbers[path] ? others : { ...others, [path]: value };
      mark();
      if (isAhead()) ask();
      else draw(given.figure);
    }
  });

  function take(answer) {
    if (!given) sliders.observe(document.body, { subtree: true, attributeFilter: ["value"] });
    given = answer;
    box.setAttribute("aria-label", answer.alt);
    box.style.minHeight = `${answer.height}px`;
    // an answer to where a slider stood before it moved on is none
    ahead = Object.fromEntries(Object.entries(ahead).filter(([path, value]) => value !== answer.numbers[path]));
    if (!isAhead()) draw(answer.figure);
    mark();
  }

  function stop() {
    sliders.disconnect();
    window.Plotly?.purge(box);
  }

  return { take, stop };
}

export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".live-chart");
  box.keeper ??= keeper(box);
  box.keeper.take(data);
  return () => box.isConnected || box.keeper.stop(); // also called when the next answer overtakes this one
}
