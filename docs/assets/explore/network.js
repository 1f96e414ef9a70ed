// The network of the running example, and its steps.
(() => {
  "use strict";

  const { Figure, example, fixed, html, svg } = window.explore;

  const { N, inputs: INPUTS, weights: WEIGHTS, symbol } = example;
  const CHOICES = [...WEIGHTS, ...INPUTS, "t"];
  const FAR = 1000; // steps may lead further than the sliders do

  const column = (x) => N.map((i) => [x, 52 + 148 * (i - 1)]);
  const [X, H, O] = [column(22), column(218), [322, 200]];

  /** A number with as many decimals as leave room beside it. */
  const short = (x) => fixed(x, Math.max(0, 4 - Math.max(0, Math.floor(Math.log10(Math.abs(x) || 1)))));
  const between = (from, to, part) => from.map((place, axis) => place + part * (to[axis] - place));

  const box = (kind, height) =>
    svg("rect", { x: -27, y: -height / 2, width: 54, height, rx: 6, class: kind });

  const text = (y, name, kind = "") => svg("text", { y, class: kind, "data-shown": name });

  const line = (y, name, letter, kind) =>
    svg("text", { y, class: `${kind} name halo` }, letter, svg("tspan", { "data-shown": name }));

  const node = (name, r) => [
    svg("circle", { r }),
    svg("text", { y: -5, class: "name" }, symbol(name)),
    text(12, name),
  ];

  class Network extends Figure {
    fields() {
      const number = (label, min, max) => ({ label, min, max, step: 0.01 });
      const known = {};
      for (const name of WEIGHTS) known[name] = number(`Weight ${symbol(name)}`, -5, 5);
      for (const name of INPUTS) known[name] = number(`Input ${symbol(name)}`, -1, 1);
      known.t = number("Target t", 0, 1);
      known.eta = { label: "Rate η", min: 0.01, max: 5, step: 0.01 };
      const options = CHOICES.map((name) => [name, known[name].label]);
      return { ...known, chosen: { label: "Change", options } };
    }

    allowed(name, value) {
      const far = WEIGHTS.includes(name) && Math.abs(value) <= FAR;
      return far ? value : super.allowed(name, value);
    }

    build() {
      this.wires = {};
      this.handles = {};
      const handles = N.flatMap((j) => [
        ...N.map((i) => this.wire(`w${j}${i}`, X[i - 1], H[j - 1], 0.25)),
        this.wire(`v${j}`, H[j - 1], O, 0.5),
        this.handle(`x${j}`, "input", X[j - 1], ...node(`x${j}`, 22)),
      ]);
      this.stage.append(
        this.drawing(
          360,
          404,
          "Three inputs, three hidden neurons, an output, and twelve wires.",
          ...Object.values(this.wires),
          ...handles,
          ...N.map((j) => this.neuron(j, H[j - 1])),
          this.neuron("o", O, line(61, "E", "E ", "error")),
          this.handle("t", "target", [326, 126], box("label", 26), line(5, "t", "t ", "target")),
        ),
      );
      this.stage.append(this.table());
      this.controls.append(...this.chooser(CHOICES), this.range("eta"));
      this.buttons.append(
        this.button("One step", () => this.descend(1)),
        this.button("Ten steps", () => this.descend(10)),
      );
    }

    /** Heard, not seen. */
    table() {
      const cell = (name) => html("td", { "data-shown": name });
      const rows = WEIGHTS.map((name) =>
        html("tr", {}, html("th", {}, this.known[name].label), cell(name), cell(`d${name}`)),
      );
      return html("table", { class: "explore-heard" }, ...rows);
    }

    wire(name, from, to, part) {
      this.wires[name] = svg("path", { d: `M${from}L${to}`, class: "weight wire" });
      return this.handle(
        name,
        "weight",
        between(from, to, part),
        box("label", 34),
        text(-2, name, "name"),
        text(13, `d${name}`, "gradient name slope"),
      );
    }

    /** What is chosen by a tap, and changed by dragging it sideways. */
    handle(name, kind, place, ...children) {
      const group = svg("g", { transform: `translate(${place})`, class: kind }, box("touch", 37));
      group.append(...children);
      this.scrub(group, name);
      this.handles[name] = group;
      return group;
    }

    /** A neuron with its activation inside, its delta above, its sum below. */
    neuron(index, place, ...below) {
      return svg(
        "g",
        { transform: `translate(${place})`, class: "activation" },
        ...node(index === "o" ? "o" : `h${index}`, 27),
        line(-33, `delta${index}`, "δ ", "gradient"),
        line(43, `z${index}`, "z ", "sum"),
        ...below,
      );
    }

    compute(state) {
      return example.compute(state);
    }

    /** Take steps, all weights at once. */
    descend(steps) {
      const state = { ...this.state };
      for (let step = 0; step < steps; step++) {
        const values = this.compute(state);
        for (const name of WEIGHTS) state[name] -= state.eta * values[`d${name}`];
      }
      this.set(state);
    }

    draw(values, state) {
      for (const [name, value] of Object.entries(values)) this.show(name, short(value));
      for (const name of [...INPUTS, "t"]) this.show(name, fixed(state[name], 2));
      for (const name of WEIGHTS) {
        this.show(name, short(state[name]));
        const { classList, style } = this.wires[name];
        style.setProperty("--strength", Math.min(Math.abs(state[name]) / 2, 1));
        classList.toggle("negative", state[name] < 0);
      }
      for (const [name, handle] of Object.entries(this.handles)) {
        handle.classList.toggle("chosen", name === state.chosen);
      }
    }

    solved({ o }, { t }) {
      return Math.abs(o - t) < 0.1;
    }

    sentence({ o, E, ...values }, { chosen }) {
      const slope = values[`d${chosen}`];
      const own = slope === undefined ? "" : ` The slope of ${symbol(chosen)} is ${fixed(slope)}.`;
      return `The output is ${fixed(o)}, the error ${fixed(E)}.${own}`;
    }
  }

  customElements.define("explore-network", Network);
})();
