// Draws a chart, and draws it anew while a slider of the editor is being moved: the figure for the number under the
// thumb is fetched from its own address, so that it stands before the page has answered. The page's answer holds.

const SLIDERS = '[class*="st-key-_rubric_"] input[type="range"]';
const CONFIG = { displaylogo: false, displayModeBar: false, scrollZoom: false, responsive: true };
const BEFORE = "window.opennessFigure = ";
const PATIENCE = 500; // milliseconds

let library;

/** Plotly, loaded when a chart first needs it and no other one on the page has. */
function plotly(address) {
  if (window.Plotly) return window.Plotly;
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => loaded(window.Plotly);
    script.onerror = () => {
      library = undefined; // the next figure tries again
      failed();
    };
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

  let later;

  const isAhead = () => Object.keys(ahead).length > 0;
  const mark = () => box.closest('[class*="st-key-card-"]')?.toggleAttribute("data-ahead", isAhead());

  async function draw(file) {
    if (file === drawn) return;
    drawn = file;
    const { data, layout } = JSON.parse(file.slice(BEFORE.length, file.lastIndexOf(";")));
    try {
      const Plotly = await plotly(given.library);
      if (file !== drawn) return;
      if (!box.data) box.textContent = "";
      Plotly.react(box, data, layout, CONFIG);
    } catch {
      drawn = undefined;
      box.textContent = "The chart could not be loaded. Its numbers are in the table below.";
    }
  }

  const addressOf = (edits) => given.address + edits.map((edit) => `&edit=${encodeURIComponent(edit)}`).join("");

  async function ask() {
    if (asking) return;
    asking = true;
    for (let asked; asked !== ahead && isAhead(); ) {
      asked = ahead;
      const edits = Object.entries(asked).map(([path, value]) => `${path}:${value}`);
      // with what waits to be applied, if it can be now; the page tries the same
      const file =
        (given.waiting && (await fetched(addressOf([given.waiting, ...edits])))) || (await fetched(addressOf(edits)));
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
    // An answer to where a slider stood before it moved on is none. One that is gone from the page shows nothing else
    // than the page does; it may go a moment after this answer.
    const shown = Object.fromEntries([...document.querySelectorAll(SLIDERS)].map((one) => [pathOf(one), +one.value]));
    ahead = Object.fromEntries(
      Object.entries(ahead).filter(([path, value]) => value === shown[path] && value !== answer.numbers[path]),
    );
    clearTimeout(later);
    if (isAhead()) later = setTimeout(take, PATIENCE, answer);
    else draw(answer.figure);
    mark();
  }

  function stop() {
    sliders.disconnect();
    clearTimeout(later);
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
