// The chain rule, step by step: forward to the error, then back to the slopes of all weights.
(() => {
  "use strict";

  const { Figure, example, fixed, html, svg } = window.explore;

  const { N, inputs: INPUTS, weights: WEIGHTS, symbol } = example;
  const CHOICES = [...WEIGHTS, ...INPUTS, "t"];
  const lower = (name) => (name === "o" ? name : symbol(name).replace(/o$/, "ₒ"));

  /** What each step finds: its name, the box and the wire it lights, and how it comes about. */
  const FORWARD = [
    ...N.map((j) => [`z${j}`, `sum${j}`, "", N.map((i) => `w${j}${i}x${i}`).join(" + ")]),
    ...N.map((j) => [`h${j}`, `function${j}`, "", `σ(z${j})`]),
    ["zo", "sumo", "", N.map((j) => `v${j}h${j}`).join(" + ")],
    ["o", "functiono", "", "σ(zₒ)"],
    ["E", "error", "", "½ (t − o)²"],
  ];
  const BACK = [
    ["do", "error", "", "", "o − t", ({ o }, { t }) => o - t],
    ["deltao", "functiono", "", "do", "o (1 − o)", ({ o }) => o * (1 - o)],
    ...N.map((j) => [`dv${j}`, "sumo", `v${j}`, "deltao", `h${j}`, (values) => values[`h${j}`]]),
    ...N.flatMap((j) => [
      [`dh${j}`, "sumo", `v${j}`, "deltao", `v${j}`, (_, state) => state[`v${j}`]],
      [`delta${j}`, `function${j}`, "", `dh${j}`, `h${j} (1 − h${j})`, ({ [`h${j}`]: h }) => h * (1 - h)],
      ...N.map((i) => [`dw${j}${i}`, `sum${j}`, `w${j}${i}`, `delta${j}`, `x${i}`, (_, state) => state[`x${i}`]]),
    ]),
  ];
  const STEPS = [...FORWARD, ...BACK];
  const title = (name) => `∂E/∂${lower(name.replace("delta", "z").replace(/^d/, ""))}`;

  const row = (j) => 44 + 94 * (j - 1);
  const PLACES = { sumo: [290, 34], functiono: [290, 122], error: [290, 210] };
  for (const j of N) {
    PLACES[`x${j}`] = [16, row(j)];
    PLACES[`sum${j}`] = [92, row(j)];
    PLACES[`function${j}`] = [170, row(j)];
  }

  class Slopes extends Figure {
    fields() {
      const number = (name, label, size) => [name, { label: `${label} ${symbol(name)}`, min: -size, max: size, step: 0.01 }];
      const known = Object.fromEntries([
        ...WEIGHTS.map((name) => number(name, "Weight", 5)),
        ...INPUTS.map((name) => number(name, "Input", 1)),
      ]);
      known.t = { label: "Target t", min: 0, max: 1, step: 0.01 };
      known.steps = { label: "Step", min: 0, max: STEPS.length, step: 1 };
      const options = CHOICES.map((name) => [name, known[name].label]);
      return { ...known, chosen: { label: "Change", options } };
    }

    build() {
      this.wires = {};
      this.boxes = {};
      const wire = (name, from, to) => {
        this.wires[name] = svg("path", { d: `M${PLACES[from]}L${PLACES[to]}`, class: "weight wire" });
      };
      for (const j of N) {
        for (const i of N) wire(`w${j}${i}`, `x${i}`, `sum${j}`);
        wire(`v${j}`, `function${j}`, "sumo");
      }
      const plain = [...N.map((j) => [`sum${j}`, `function${j}`]), ["sumo", "functiono"], ["functiono", "error"]];
      const links = plain.map(([from, to]) => svg("path", { d: `M${PLACES[from]}L${PLACES[to]}` }));
      const label = "The network as a graph: each box with the number that it gives and the slope that comes back to it.";
      this.stage.append(
        this.drawing(360, 284, label, ...links, ...Object.values(this.wires), ...this.marks()),
        html("p", { class: "explore-words explore-line", "data-shown": "line" }),
        this.table(),
      );
      this.controls.append(this.range("steps"), ...this.chooser(CHOICES));
      this.buttons.append(...this.stepper("steps", "Next", "Play", { leap: STEPS.length, pause: 900 }));
    }

    marks() {
      const boxes = Object.entries(PLACES).map(([name, place]) => this.box(name, place));
      const down = [["zo", "deltao", 34], ["o", "do", 122], ["E", "", 210]];
      const texts = down.flatMap(([value, slope, y]) => this.pair([298, y + 40], [282, y + 40], value, slope, "start", "end"));
      const inner = N.flatMap((j) => [
        ...this.pair([131, row(j) + 18], [131, row(j) - 8], `z${j}`, `delta${j}`),
        ...this.pair([170, row(j) + 36], [170, row(j) - 24], `h${j}`, `dh${j}`),
      ]);
      return [...boxes, ...texts, ...inner];
    }

    /** A number below or behind a box, and the slope on the other side. */
    pair([x, y], [left, above], value, slope, ...sides) {
      const kind = value[0] === "E" ? "error" : value[0] === "z" ? "sum" : "activation";
      const texts = [svg("text", { x, y, class: `${kind} name halo ${sides[0] ?? ""}`, "data-shown": value })];
      if (slope) {
        const seen = { x: left, y: above, class: `gradient name halo slope ${sides[1] ?? ""}`, "data-shown": slope };
        texts.push(svg("text", seen));
      }
      return texts;
    }

    box(name, [x, y]) {
      const input = name[0] === "x";
      const sign = { s: "+", f: "σ", e: "½(t − o)²" }[name[0]];
      const wide = name === "error" ? 40 : 15;
      const shape = input
        ? svg("circle", { r: 15 })
        : svg("rect", { x: -wide, y: -14, width: 2 * wide, height: 28, rx: 6 });
      const text = svg("text", { y: 5 }, ...(input ? [] : [sign]));
      if (input) text.dataset.shown = name;
      this.boxes[name] = svg("g", { transform: `translate(${x} ${y})`, class: input ? "input" : "box" }, shape, text);
      return this.boxes[name];
    }

    /** The slopes of all weights, in the places of the weights. */
    table() {
      const line = (cells, tag) => html("tr", {}, ...cells.map((cell) => html(tag, {}, cell)));
      const cell = (name) => html("span", { class: "gradient", "data-shown": name });
      const heads = ["vⱼ", ...N.map((i) => `wⱼ${symbol(`x${i}`)[1]}`)];
      const rows = N.map((j) => line([cell(`dv${j}`), ...N.map((i) => cell(`dw${j}${i}`))], "td"));
      const head = html("thead", {}, line(heads.map((name) => `∂E/∂${name}`), "th"));
      return html("table", { class: "explore-table explore-slopes" }, head, html("tbody", {}, ...rows));
    }

    compute(state) {
      const values = example.compute(state);
      values.do = values.o - state.t;
      for (const j of N) values[`dh${j}`] = values.deltao * state[`v${j}`];
      return values;
    }

    draw(values, state) {
      const done = Math.floor(state.steps);
      STEPS.forEach(([name], k) => {
        const digits = /^d[vw]/.test(name) ? 8 : 4;
        this.show(name, k < done ? fixed(values[name], digits) : "");
      });
      for (const name of INPUTS) this.show(name, fixed(state[name], 2).replace(/\.?0+$/, ""));
      const [, box, wire] = STEPS[done - 1] ?? [];
      for (const [name, group] of Object.entries(this.boxes)) group.classList.toggle("lit", name === box);
      for (const [name, path] of Object.entries(this.wires)) {
        path.style.setProperty("--strength", Math.min(Math.abs(state[name]) / 2, 1));
        path.classList.toggle("negative", state[name] < 0);
        path.classList.toggle("lit", name === wire || (name[0] === "w" && `sum${name[1]}` === box && done <= 3));
      }
      this.show("line", this.line(values, state));
    }

    /** What the last step has done, as a formula. */
    line(values, state) {
      const done = Math.floor(state.steps);
      if (!done) return "Press Next: the first box adds up.";
      const [name, , , from, how, rate] = STEPS[done - 1];
      if (!rate) return `${lower(name)} = ${symbol(from)} = ${fixed(values[name])}`;
      const before = from ? values[from] : 1;
      const product = `${fixed(before, from ? 8 : 0)} · ${fixed(rate(values, state), 8)} = ${fixed(values[name], 8)}`;
      return `${title(name)} = ${from ? title(from) : "1"} · ${/ /.test(how) ? `(${symbol(how)})` : symbol(how)} = ${product}`;
    }

    solved(values, { steps, v1 }) {
      return steps >= STEPS.length && v1 === 0;
    }

    sentence(values, state) {
      return `Step ${Math.floor(state.steps)} of ${STEPS.length}: ${this.line(values, state)}`;
    }
  }

  customElements.define("explore-slopes", Slopes);
})();
