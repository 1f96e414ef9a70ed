// The only script of every page. What a page needs beyond it, it fetches from beside itself.
(() => {
  "use strict";

  const here = document.currentScript.src;
  const asked = new Set();

  /** Run `act` for this page, and for each that Material puts in its place. */
  function onEveryPage(act) {
    if (window.document$) window.document$.subscribe(act);
    else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
    else act();
  }

  function load(name) {
    if (asked.has(name)) return;
    asked.add(name);
    const script = document.createElement("script");
    script.src = new URL(`explore/${name}.js`, here);
    script.async = false; // they run in the order in which they were asked for
    document.head.append(script);
  }

  /** Load the scripts of the figures that the page has. */
  function loadFigures() {
    for (const figure of document.querySelectorAll("[data-state]")) {
      load("shared");
      load(figure.localName.replace("explore-", ""));
    }
  }

  onEveryPage(loadFigures);
})();
