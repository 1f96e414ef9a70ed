// Keeps the site on the reader's device, and tells of newer editions.
(() => {
  "use strict";

  const here = document.currentScript.src;

  function newButton(text, act) {
    const button = document.createElement("button");
    button.className = "md-button";
    button.type = "button";
    button.append(text);
    button.addEventListener("click", act);
    return button;
  }

  /** Tell that a newer edition waits; the reader says when it takes the place of this one. */
  function tellOf(worker) {
    document.querySelector(".live-news")?.remove();
    const news = document.createElement("div");
    news.className = "live-news";
    news.role = "status";
    document.body.append(news);
    const show = newButton("Show it", () => worker.postMessage("renew"));
    const later = newButton("Later", () => news.remove());
    // A screen reader speaks what comes into a region that is there already.
    setTimeout(() => news.append("There is a newer edition. ", show, later), 100);
  }

  async function keepOnDevice() {
    const { serviceWorker } = navigator;
    let before = serviceWorker.controller;
    // Whichever window asked for the newer edition, all of them show it.
    serviceWorker.addEventListener("controllerchange", () => {
      if (before) location.reload();
      before = serviceWorker.controller;
    });
    const registration = await serviceWorker.register(new URL("../service-worker.js", here));
    const look = (worker) => {
      if (worker?.state === "installed" && serviceWorker.controller) tellOf(worker);
    };
    look(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker.addEventListener("statechange", () => look(worker));
    });
  }

  // Where readers save data, the site waits to be asked for, page by page.
  if (location.protocol !== "file:" && navigator.serviceWorker && !navigator.connection?.saveData) {
    addEventListener("load", () => keepOnDevice().catch(console.warn));
  }
})();
