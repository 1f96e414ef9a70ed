// Offers to change and run the examples of a page. What that needs is loaded when it is asked for.
(() => {
  "use strict";

  const here = new URL("python/", document.currentScript.src);
  if (location.protocol === "file:" || !window.Worker || !window.WebAssembly) return;

  function offer() {
    const boxes = [...document.querySelectorAll("article .highlight code")].filter(
      (code) => code.querySelector(".gp") && !code.closest(".doc"),
    );
    boxes.forEach((code, index) => {
      const box = code.closest(".highlight");
      if (box.nextElementSibling?.matches(".here-offer")) return;
      const button = document.createElement("button");
      button.type = "button";
      const asks = /^>>> def check_\w+\(/m.test(code.textContent);
      button.append(asks ? "Answer here" : "Edit and run");
      button.addEventListener("click", async () => {
        button.disabled = true;
        try {
          const { open } = await import(new URL("run.js", here));
          open(boxes, index, row);
        } catch (error) {
          console.warn(error);
          button.disabled = false;
          row.append(" It could not be loaded: try again.");
        }
      });
      const row = document.createElement("div");
      row.className = "here-offer";
      row.append(button);
      box.after(row);
    });
  }

  if (window.document$) window.document$.subscribe(offer);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
  else offer();
})();
