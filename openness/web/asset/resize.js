// For the page that embeds: gives each embedded chart the height it asks for. Several copies do no harm.
(() => {
  "use strict";
  window.addEventListener("message", (event) => {
    const said = event.data;
    if (!said || said.type !== "openness-gap:height" || !(said.height > 0 && said.height < 20000)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === event.source) frame.style.height = said.height + "px";
    }
  });
  // A frame that was quicker than this script has said its height to nobody.
  for (const frame of document.querySelectorAll('iframe[src*="/chart/"]')) {
    frame.contentWindow.postMessage({ type: "openness-gap:ask" }, "*");
  }
})();
