// Brings a page to life: its questions, its figures, and what is wider than the screen.
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

  /** Do these one after the other, each when the browser has nothing else to do. */
  function inTurn([act, ...others]) {
    const whenIdle = window.requestIdleCallback ?? setTimeout;
    if (act) whenIdle(() => (act(), inTurn(others)));
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
      if (!window.explore?.Figure) load("shared");
      load(figure.localName.replace("explore-", ""));
    }
  }

  /** Note where links lead that leave the book: on paper, that is written beside them. */
  function noteOutside() {
    for (const link of document.querySelectorAll("article a[href^=http]"))
      if (link.host !== location.host) link.dataset.outside = link.href;
  }

  let first = true;

  /** Lay out, part by part, what the styles of the first page put off until it can be read. */
  function layOut() {
    if (!first) return document.documentElement.classList.add("live-laid");
    first = false;
    const parts = [];
    let room = 0;
    for (const one of document.querySelectorAll("article > h2 ~ *")) {
      const size = one.querySelectorAll("*").length + 1;
      if (size > room) room = parts.push([]) && 100;
      parts.at(-1).push(one);
      room -= size;
    }
    inTurn(parts.map((part) => () => part.forEach((one) => one.classList.add("live-laid"))));
  }

  let boxes;

  /** Let the keyboard reach the formulas, tables and code that are wider than the screen. */
  function reachTheWide() {
    boxes?.disconnect();
    boxes = new ResizeObserver((changed) => {
      const wide = changed.map(({ target }) => target.scrollWidth > target.clientWidth);
      changed.forEach(({ target }, i) => {
        if (wide[i]) target.setAttribute("tabindex", 0);
        else target.removeAttribute("tabindex");
      });
    });
    const all = ".formula, .wide, .live-figure, .md-typeset__scrollwrap, pre > code";
    for (const box of document.querySelectorAll(all)) boxes.observe(box);
  }

  let told, teller;

  function hide() {
    told?.remove();
    told = undefined;
  }

  /** Show what is known of a live number or a formula, wherever the screen has room. */
  function tell(one) {
    hide();
    teller = one;
    told = make("div", { class: "live-told", "aria-hidden": "true" });
    if ("value" in one) told.append(make("code", {}, one.dataset.told), ` = ${one.value}`);
    else told.append(one.dataset.told);
    document.body.append(told);
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const { width, height } = told.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 8;
    told.style.left = `${Math.max(8, Math.min((left + right - width) / 2, room))}px`;
    told.style.top = `${scrollY + (top > height + 60 ? top - height - 6 : bottom + 6)}px`;
  }

  /** Let live numbers tell what they are, and formulas how they are proven, however reached. */
  function explain() {
    hide();
    for (const one of document.querySelectorAll("data.live[title], .proof[title]")) {
      one.dataset.told = one.title;
      one.removeAttribute("title"); // which would show only under a mouse, and much later
      one.tabIndex = 0;
      one.setAttribute("aria-description", one.dataset.told + ("value" in one ? ` = ${one.value}` : ""));
      for (const event of ["pointerenter", "focus", "click"])
        one.addEventListener(event, () => tell(one));
      for (const event of ["pointerleave", "blur"]) // another may tell by now
        one.addEventListener(event, () => teller === one && hide());
    }
  }

  addEventListener("keydown", ({ key }) => key === "Escape" && hide());

  // Questions that mark themselves: nnbook.live.show.question has written their answers and hints.

  const NUMBER = /^([+-]?)\s*(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(?:\s*\/\s*(\d+\.?\d*|\.\d+))?$/i;

  const THOUSANDS = /^[+-]?\s*[1-9]\d{0,2}(,\d{3})+(?![\d,])/;

  /** Read 0.5, .5, 0,5, 3,000, 1/2, −0.25 or 1e-3; the rest is NaN. */
  function read(text) {
    const typed = text.trim().replace(/[−–]/g, "-").replace("⁄", "/");
    const plain = THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".");
    const [, sign, digits, power = "", bottom = 1] = NUMBER.exec(plain) ?? [];
    const value = Number(sign + digits + power) / Number(bottom);
    return Number.isFinite(value) ? value : NaN;
  }

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** What was typed on this page, by question; a browser may refuse to keep anything. */
  const kept = {
    get name() {
      return `answers ${location.pathname.replace(/index\.html$/, "")}`;
    },
    all() {
      try {
        return { ...JSON.parse(localStorage.getItem(this.name)) };
      } catch {
        return {};
      }
    },
    put(question, typed) {
      try {
        localStorage.setItem(this.name, JSON.stringify({ ...this.all(), [question]: typed }));
      } catch {}
    },
    forget() {
      try {
        localStorage.removeItem(this.name);
      } catch {}
    },
  };

  /** The elements between the block before and this one. */
  function questionAbove(ask) {
    const parts = [];
    for (
      let part = ask.previousElementSibling;
      part && !part.matches("h1, h2, h3, details, .ask");
      part = part.previousElementSibling
    )
      parts.unshift(part);
    return parts;
  }

  /** Whether a number is right, and a sentence or a hint that says why. */
  function marked(ask, value) {
    const digits = Number(ask.dataset.digits);
    const within = (digits ? 0.5 / 10 ** digits : 0) * (1 + 1e-6) + 1e-12;
    const answer = Number(ask.dataset.answer);
    const off = (number) => Math.abs(value - number);
    if (off(answer) <= within) return [true, "The answer below says why."];
    const hints = [...ask.querySelectorAll("[data-wrong]")];
    const hint = hints.find((one) => off(Number(one.dataset.wrong)) <= within);
    if (hint) return [false, ...hint.cloneNode(true).childNodes];
    if (off(-answer) <= within) return [false, "The size is right, but not the sign."];
    if (digits && off(answer) <= 0.02 * Math.abs(answer))
      return [false, "Close, but not close enough: round at the end, and not before."];
    return [false, `The right number is ${value < answer ? "larger" : "smaller"}.`];
  }

  function choices(list, name, describedBy) {
    [...list.children].forEach((option, value) => {
      const radio = make("input", { type: "radio", name, value });
      option.append(make("label", {}, radio, make("span", {}, ...option.childNodes)));
    });
    const legend = make("legend", {}, "Choose one:");
    return [make("fieldset", { "aria-describedby": describedBy }, legend, list)];
  }

  function field(ask, name, describedBy) {
    const digits = Number(ask.dataset.digits);
    const places = `${digits} decimal place${digits === 1 ? "" : "s"}`;
    const wanted = digits ? `Your answer, to ${places}:` : "Your answer, a whole number:";
    const attributes = { id: name, name, "aria-describedby": describedBy, autocomplete: "off" };
    return [
      make("label", { for: name }, wanted),
      make("input", { ...attributes, spellcheck: "false", size: 12 }),
    ];
  }

  /** Make a question a form; return a function that puts an answer into it, or takes it away. */
  function enliven(ask, number, report) {
    const name = `ask-${number}`;
    const list = ask.querySelector("ul");
    const solution = ask.nextElementSibling;
    const above = questionAbove(ask);
    above.forEach((part, i) => (part.id ||= `${name}-question-${i + 1}`));
    const question = above.map((part) => part.textContent).join("\n");
    const describedBy = [...above.map((part) => part.id), `${name}-verdict`].join(" ");
    const verdict = make("p", { class: "ask-verdict", id: `${name}-verdict`, role: "status" });
    const form = make(
      "form",
      {},
      ...(list ? choices(list, name, describedBy) : field(ask, name, describedBy)),
      make("button", {}, "Check"),
      verdict,
    );
    const input = form.elements[name];

    function say(state, ...words) {
      ask.dataset.verdict = state;
      if (!list) input.setAttribute("aria-invalid", state === "unread");
      verdict.replaceChildren(...words);
      report();
    }

    function mark() {
      const value = read(input.value);
      if (!input.value.trim()) say("unread", `${list ? "Choose" : "Type"} an answer first.`);
      else if (Number.isNaN(value))
        say("unread", `“${input.value}” is not a number that can be read here. Try 0.25, −3 or 1/4.`);
      else {
        const [right, ...why] = marked(ask, value);
        const word = make("strong", {}, right ? "Right." : "Not yet.");
        say(right ? "right" : "wrong", word, " ", ...why);
      }
    }

    form.addEventListener("input", () => say(""));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      mark();
      if (ask.dataset.verdict === "unread") return;
      kept.put(question, input.value);
      if (ask.dataset.verdict === "right") solution.open = true;
    });

    function restore(typed) {
      form.reset();
      solution.open = false;
      if (typed === undefined) return say("");
      input.value = typed;
      mark();
    }
    restore(kept.all()[question]); // before it is on the page, so that nobody hears it
    ask.prepend(form);
    return restore;
  }

  function startQuestions() {
    const asks = [...document.querySelectorAll(".ask")];
    if (!asks.length || asks[0].querySelector("form")) return;
    const score = make("span", { role: "status" });
    const report = (word = "") => {
      const right = asks.filter((ask) => ask.dataset.verdict === "right").length;
      const text = `${word}${right} of ${asks.length} right.`;
      if (score.textContent !== text) score.textContent = text;
    };
    const restores = asks.map((ask, i) => enliven(ask, i + 1, report));
    const button = make("button", { type: "button" }, "Forget my answers");
    button.addEventListener("click", () => {
      kept.forget();
      restores.forEach((restore) => restore());
      report("Forgotten. ");
    });
    asks.at(-1).nextElementSibling.after(make("p", { class: "ask-progress" }, score, " ", button));
  }

  onEveryPage(explain);
  onEveryPage(loadFigures);
  onEveryPage(noteOutside);
  onEveryPage(reachTheWide);
  onEveryPage(startQuestions);
  onEveryPage(layOut);
})();
