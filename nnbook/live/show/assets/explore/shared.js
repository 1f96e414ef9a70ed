// What all figures that come alive share: state, controls, address, drawing, and the numbers' form.
(() => {
  "use strict";

  /** Like Python's f"{x:z.4f}", which rounds ties to even, but with a true minus sign. */
  function fixed(x, digits = 4) {
    if (!Number.isFinite(x)) return String(x).replace("-", "−").replace("Infinity", "∞");
    const size = Math.abs(x);
    let text = size.toFixed(digits);
    const exact = size.toFixed(digits + 30);
    const cut = exact.length - 30;
    const tie = /^50*$/.test(exact.slice(cut));
    if (tie && Number(text.at(-1)) % 2) text = exact.slice(0, cut).replace(/\.$/, "");
    return (x < 0 && /[1-9]/.test(text) ? "−" : "") + text;
  }

  function make(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const html = (tag, attributes = {}, ...children) =>
    make(document.createElement(tag), attributes, children);

  const svg = (tag, attributes = {}, ...children) =>
    make(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /** Return the function that takes [a, b] to [c, d] in a straight line. */
  const scale = ([a, b], [c, d]) => (x) => c + ((x - a) / (b - a)) * (d - c);

  const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

  /** The path of y = f(x) over `domain`, left open where it jumps. */
  function curve(f, domain, across, up, steps = 300) {
    const x = scale([0, steps], domain);
    let before = NaN;
    return Array.from({ length: steps + 1 }, (_, n) => {
      const y = f(x(n));
      const sign = Math.abs(y - before) <= 0.5 ? "L" : "M";
      before = y;
      return `${sign}${across(x(n)).toFixed(2)} ${up(y).toFixed(2)}`;
    }).join("");
  }

  /** Where in a drawing's own coordinates something was done with the pointer. */
  function placeOf(drawing, { clientX, clientY }) {
    return new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM().inverse());
  }

  /**
   * Call `move` while `handle` is dragged, with a place in the drawing's own coordinates, and
   * with true at the beginning.
   */
  function drag(handle, move) {
    const follow = (event) => {
      move(placeOf(handle.ownerSVGElement ?? handle, event), event.type === "pointerdown");
    };
    handle.classList.add("explore-handle");
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      follow(event);
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  /** Whether the reader has asked that nothing move. */
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /**
   * A figure that comes alive. A subclass has
   *
   * - fields(): what can be changed, by name in the state: { label, min, max, step } for a
   *   number, { label, options: [[value, text], ...] } for a choice, { label, bits } for that many
   *   bits in base64url;
   * - build(): makes the drawing in this.stage and the controls, once;
   * - compute(state): the numbers, in full;
   * - draw(values, state): puts them into the drawing, whose elements stay the same;
   * - sentence(values, state): what a screen reader says after a change;
   * - solved(values, state), if the page sets a task: whether it is done.
   *
   * What else data-state holds are constants. For tests: set({...}), values(), state.
   */
  class Figure extends HTMLElement {
    connectedCallback() {
      setTimeout(() => this.state ?? this.start());
    }

    start() {
      this.key = this.localName.replace("explore-", "");
      this.initial = JSON.parse(this.dataset.state);
      this.state = { ...this.initial };
      this.known = this.fields();
      this.refreshers = [];
      this.news = "";
      this.frame();
      this.build();
      this.classList.add("explore-alive");
      this.buttons.append(this.button("Reset", () => this.reset()), this.shareButton());
      this.readAddress();
      this.render();
    }

    disconnectedCallback() {
      clearTimeout(this.saying);
      clearTimeout(this.writing);
      this.halt();
    }

    /** Put the living figure beside the drawn one, which CSS now hides. */
    frame() {
      const title = this.querySelector("svg > title").textContent;
      const about = this.querySelector(".explore-about");
      about.hidden = false;
      about.id = `${this.localName}-about`;
      this.stage = html("div", { class: "explore-stage" });
      this.controls = html("div", { class: "explore-controls" });
      this.buttons = html("div", { class: "explore-buttons" });
      this.status = html("p", { class: "explore-status", role: "status" });
      const tasks = [...this.querySelectorAll(".explore-guess, .explore-task")];
      for (const task of tasks) task.hidden = false;
      this.guesses = [...this.querySelectorAll(".explore-guess li")].map((item) => this.guess(item));
      const parts = [about, ...tasks, this.stage, this.controls, this.buttons, this.status];
      const names = { class: "explore", role: "group", "aria-label": title };
      this.append(html("div", { ...names, "aria-describedby": about.id }, ...parts));
    }

    /** Let an answer be pressed. */
    guess(item) {
      const button = this.button(item.textContent, () => {
        for (const other of this.guesses) other.setAttribute("aria-pressed", other === button);
      });
      button.setAttribute("aria-pressed", false);
      item.replaceChildren(button);
      return button;
    }

    /** Show whether the task is solved, and what was guessed; return what is to be said of it. */
    mark(done) {
      this.querySelector(".explore-task")?.classList.toggle("explore-done", done);
      this.done = done;
      const right = (button) => "right" in button.parentNode.dataset;
      for (const button of this.guesses) button.classList.toggle("explore-right", done && right(button));
      const guess = this.guesses.find((button) => button.ariaPressed === "true");
      if (!guess || !done) return done ? "Solved. " : "";
      const answer = this.guesses.find(right).textContent;
      return right(guess) ? "Solved, and you guessed right. " : `Solved. The right guess was: ${answer}. `;
    }

    reset() {
      this.halt();
      for (const button of this.guesses) button.setAttribute("aria-pressed", false);
      this.mark(false);
      this.set(this.initial);
    }

    /** Change the state, each number kept within its bounds, and show what follows. */
    set(changes) {
      for (const [name, value] of Object.entries(changes)) {
        if (name in this.known) this.state[name] = this.allowed(name, value);
        else if (!(name in this.initial)) throw new Error(`no field is called ${name}`);
      }
      const before = this.done;
      this.render();
      if (this.done && !before) this.news = this.mark(true);
      clearTimeout(this.saying);
      this.saying = setTimeout(() => this.say(this.news + this.sentence(this.current, this.state)), 500);
      clearTimeout(this.writing);
      this.writing = setTimeout(() => this.writeAddress(), 400);
    }

    /** The numbers in full, and what is shown of them. */
    values() {
      const shown = {};
      for (const place of this.querySelectorAll("[data-shown]")) {
        shown[place.dataset.shown] = place.textContent;
      }
      return { exact: this.current, shown };
    }

    allowed(name, value) {
      const { min, max, options, bits } = this.known[name];
      const length = Math.ceil(bits / 6);
      if (bits) return value.length === length && /^[\w-]*$/.test(value) ? value : this.state[name];
      if (options) return options.some(([one]) => one === value) ? value : this.state[name];
      return Number.isFinite(value) ? clamp(value, min, max) : this.state[name];
    }

    render() {
      this.current = this.compute(this.state);
      this.draw(this.current, this.state);
      for (const refresh of this.refreshers) refresh();
      if (!this.done && this.solved?.(this.current, this.state)) this.mark(true);
    }

    /** Say `text` rather than what else is about to be said. */
    say(text) {
      clearTimeout(this.saying);
      this.news = "";
      this.status.textContent = text;
    }

    /** Write `text` wherever [data-shown=name] stands. */
    show(name, text) {
      for (const place of this.querySelectorAll(`[data-shown="${name}"]`)) place.textContent = text;
    }

    /** A drawing of its own coordinates; what it shows must also be said in words. */
    drawing(width, height, label, ...children) {
      const seen = { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label };
      return svg("svg", seen, ...children);
    }

    /** Let dragging `handle` sideways change a number, as the slider does, which it chooses. */
    scrub(handle, name) {
      if ("chosen" in this.known) handle.addEventListener("pointerdown", () => this.set({ chosen: name }));
      const { min, max, step } = this.known[name];
      let start, value;
      handle.classList.add("explore-scrub");
      drag(handle, ({ x }, first) => {
        if (first) [start, value] = [x, this.state[name]];
        const moved = Math.round(((x - start) / 160) * ((max - min) / step)) * step;
        if (!first) this.set({ [name]: Number((value + moved).toFixed(9)) });
      });
    }

    /** A slider and a box to type in, for a number of the state. */
    range(name) {
      const { label, min, max, step } = this.known[name];
      const id = `${this.localName}-${name}`;
      const digits = (String(step).split(".")[1] ?? "").length;
      const slider = html("input", { type: "range", id, min, max, step });
      const box = html("input", { type: "number", min, max, step, "aria-label": `${label}, typed` });
      const take = (input) => {
        if (input.value !== "") this.set({ [name]: input.valueAsNumber });
      };
      slider.addEventListener("input", () => take(slider));
      box.addEventListener("input", () => take(box));
      const refresh = () => {
        slider.value = this.state[name];
        // What is being typed stays as it is.
        if (box !== document.activeElement) box.value = Number(this.state[name].toFixed(digits));
      };
      box.addEventListener("blur", refresh);
      this.refreshers.push(refresh);
      return html("div", { class: "explore-range" }, html("label", { for: id }, label), slider, box);
    }

    /** A list to choose from, for a word of the state. */
    select(name) {
      const { label, options } = this.known[name];
      const id = `${this.localName}-${name}`;
      const list = html("select", { id });
      list.append(...options.map(([value, text]) => html("option", { value }, text)));
      list.addEventListener("change", () => this.set({ [name]: list.value }));
      this.refreshers.push(() => (list.value = this.state[name]));
      return html("div", { class: "explore-select" }, html("label", { for: id }, label), list);
    }

    /** A list of numbers of the state, and controls for the one that is chosen in it. */
    chooser(names) {
      const ranges = names.map((name) => this.range(name));
      const refresh = () => ranges.forEach((range, k) => (range.hidden = names[k] !== this.state.chosen));
      this.refreshers.push(refresh);
      return [this.select("chosen"), ...ranges];
    }

    button(text, act) {
      const button = html("button", { type: "button" }, text);
      button.addEventListener("click", act);
      return button;
    }

    /**
     * A button that repeats `act` until it is pressed again, or `act` returns false; for who wants
     * no motion it acts `leap` times at once.
     */
    player(text, act, { leap = 10, pause = 120 } = {}) {
      this.playing = 0;
      const repeat = (left) => left && act() !== false && repeat(left - 1);
      const play = () => {
        if (still()) return repeat(leap);
        if (this.playing) return this.halt();
        button.textContent = "Stop";
        this.playing = setInterval(() => act() === false && this.halt(), pause);
      };
      const button = this.button(text, play);
      this.halt = () => {
        clearInterval(this.playing);
        this.playing = 0;
        button.textContent = text;
      };
      return button;
    }

    /** Two buttons that count a number of the state up: by one, and on their own. */
    stepper(name, one, play, options) {
      const { max } = this.known[name];
      const advance = () => {
        this.set({ [name]: Math.min(Math.floor(this.state[name]) + 1, max) });
        return this.state[name] < max;
      };
      const once = () => {
        this.halt();
        advance();
      };
      return [this.button(one, once), this.player(play, advance, options)];
    }

    /** The content of a JSON file that the page has published, by its name in the state. */
    async file(name) {
      const address = this.initial[name];
      const [, inside] = address.split(";base64,"); // where nothing was published
      return inside ? JSON.parse(atob(inside)) : (await fetch(new URL(address, document.baseURI))).json();
    }

    /** Stop what plays. */
    halt() {}

    shareButton() {
      return this.button("Copy link", async () => {
        this.writeAddress();
        try {
          await navigator.clipboard.writeText(location.href);
          this.say("The link to the figure as it is now has been copied.");
        } catch {
          this.say("The address of this page now leads to the figure as it is.");
        }
      });
    }

    /** Take the state from ?neuron=w1:0.5,activation:tanh; what does not fit is left out. */
    readAddress() {
      const text = new URLSearchParams(location.search).get(this.key) ?? "";
      for (const [name, value] of text.split(",").map((pair) => pair.split(":"))) {
        if (!Object.hasOwn(this.known, name) || !value) continue;
        this.state[name] = this.allowed(name, "max" in this.known[name] ? Number(value) : value);
      }
    }

    /** Put what differs from the beginning into the address, and leave the rest of it alone. */
    writeAddress() {
      const changed = Object.keys(this.known).filter((name) => this.state[name] !== this.initial[name]);
      const mine = changed.map((name) => `${name}:${this.state[name]}`).join(",");
      const others = location.search.slice(1).split("&");
      const parts = others.filter((part) => part && !part.startsWith(`${this.key}=`));
      if (mine) parts.push(`${this.key}=${mine}`);
      const search = parts.length ? `?${parts.join("&")}` : "";
      history.replaceState(history.state, "", location.pathname + search + location.hash);
    }
  }

  const own = { Figure, clamp, curve, drag, fixed, html, placeOf, scale, still, svg };
  window.explore = { ...window.explore, ...own };
})();
