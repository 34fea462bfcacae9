// What Streamlit leaves to be wished for around every page: Escape closes an open panel wherever the focus is, and on
// a telephone the menu closes once a page was chosen in it.

const NARROW = 768;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[role=listbox]")) return;
  document.querySelector("[data-testid=stPopoverButton][aria-expanded=true]")?.click();
});

document.addEventListener("click", (event) => {
  if (window.innerWidth >= NARROW || !event.target.closest?.("[data-testid=stSidebar] a")) return;
  setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click(), 0);
});
