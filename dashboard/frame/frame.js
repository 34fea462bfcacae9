// What Streamlit leaves to be wished for around every page: the keyboard goes through an open panel and Escape closes
// it, on a telephone the menu closes once a page was chosen in it, a link in a text to another of our pages opens as
// one in the menu does, and charts fit on paper.

const NARROW = 768;
const PAPER = { width: 680, height: 840 }; // pixels between the margins of A4 or Letter, and below a heading
const OPENER = "[data-testid=stPopoverButton][aria-expanded=true]";
// Streamlit's panel takes its parts out of the way of Tab while the focus is elsewhere, and notes that it did.
const STOPS = "a[href], button, input, textarea, summary, [tabindex='0'], [data-tabindex]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[role=listbox]")) return;
  const opener = document.querySelector(OPENER);
  opener?.click();
  opener?.focus();
});

// A panel stands at the end of the document, behind everything: Tab leads into it from its button, and out of it to
// what follows the button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.defaultPrevented) return;
  const opener = document.querySelector(OPENER);
  const panel = document.querySelector("[data-testid=stPopoverBody]");
  if (!opener || !panel) return;
  const stops = [...panel.querySelectorAll(STOPS)].filter(
    (stop) =>
      (stop.tabIndex >= 0 || "tabindex" in stop.dataset) &&
      !stop.disabled &&
      stop.checkVisibility({ visibilityProperty: true }),
  );
  if (document.activeElement === opener && !event.shiftKey && stops.length) {
    event.preventDefault();
    stops[0].focus();
  } else if (document.activeElement === stops[0] && event.shiftKey) {
    event.preventDefault();
    opener.focus();
  } else if (document.activeElement === stops.at(-1) && !event.shiftKey) {
    opener.focus(); // from where the browser goes on
  }
});

document.addEventListener("click", (event) => {
  if (window.innerWidth >= NARROW || !event.target.closest?.("[data-testid=stSidebar] a")) return;
  setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click(), 0);
});

// Streamlit opens each link of a text in a new tab, which is a new session: without what the reader has brought along.
// In texts our pages have relative addresses, and files have whole ones.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-testid=stApp] a[target=_blank]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (/^([a-z][a-z+.-]*:|\/|#)/i.test(link.getAttribute("href") ?? "/")) return;
  event.preventDefault();
  history.pushState({}, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
});

// A chart is drawn for the screen: paper is smaller, and never dark.
matchMedia("print").addEventListener("change", ({ matches }) => {
  const app = document.querySelector("[data-testid=stApp]");
  const dark = app && getComputedStyle(app).colorScheme === "dark";
  for (const drawn of document.querySelectorAll(".js-plotly-plot, [data-testid=stDataFrame]")) {
    const [width, height] = ["width", "height"].map((side) => drawn.querySelector(".main-svg")?.getAttribute(side) || 1);
    drawn.style.zoom = matches ? Math.min(1, PAPER.width / width, PAPER.height / height) : "";
    drawn.style.filter = matches && dark ? "invert(1) hue-rotate(180deg)" : "";
  }
});
