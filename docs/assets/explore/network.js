// The network of the running example: its numbers, their slopes, and steps of gradient descent.
(() => {
  "use strict";

  const { Figure, activations, fixed, html, svg } = window.explore;

  const [sigmoid] = activations.sigmoid;
  const N = [1, 2, 3];
  const SUBSCRIPTS = "₀₁₂₃";
  const INPUTS = N.map((i) => `x${i}`);
  const WEIGHTS = [...N.flatMap((j) => N.map((i) => `w${j}${i}`)), ...N.map((j) => `v${j}`)];

  const symbol = (name) => name.replace(/\d/g, (digit) => SUBSCRIPTS[digit]);
  const column = (x) => N.map((i) => [x, 58 + 196 * (i - 1)]);
  const [X, H, O] = [column(22), column(228), [330, 254]];
  const between = ([x, y], [u, v], part) => [x + part * (u - x), y + part * (v - y)];
  const moved = ([x, y]) => `translate(${x} ${y})`;

  class Network extends Figure {
    fields() {
      const number = (label, min, max) => ({ label, min, max, step: 0.01 });
      const known = {};
      for (const name of WEIGHTS) known[name] = number(`Weight ${symbol(name)}`, -5, 5);
      for (const name of INPUTS) known[name] = number(`Input ${symbol(name)}`, -1, 1);
      known.t = number("Target t", 0, 1);
      known.eta = { label: "Rate η", min: 0.01, max: 5, step: 0.01 };
      const options = [...WEIGHTS, ...INPUTS, "t"].map((name) => [name, known[name].label]);
      return { ...known, chosen: { label: "Change", options } };
    }

    build() {
      this.wires = {};
      this.handles = {};
      const hidden = N.flatMap((j) => N.map((i) => this.wire(`w${j}${i}`, X[i - 1], H[j - 1], 0.25)));
      const output = N.map((j) => this.wire(`v${j}`, H[j - 1], O, 0.5));
      const wires = [...hidden, ...output];
      this.stage.append(
        this.drawing(
          360,
          510,
          "Three inputs, three hidden neurons and one output, with a number and a slope on each of twelve wires.",
          ...Object.values(this.wires),
          ...wires,
          ...N.map((i) => this.input(`x${i}`, X[i - 1])),
          ...N.map((j) => this.neuron(`${j}`, `h${j}`, H[j - 1])),
          this.neuron("o", "o", O, this.line(61, "error", "E ", "E")),
          this.target(),
        ),
        html(
          "p",
          { class: "explore-words" },
          "On each wire: ",
          html("span", { class: "weight" }, "its weight"),
          " and, in italics, ",
          html("em", { class: "gradient" }, "its slope"),
          ".",
        ),
      );
      const names = Object.keys(this.known).filter((name) => !["chosen", "eta"].includes(name));
      this.ranges = Object.fromEntries(names.map((name) => [name, this.range(name)]));
      this.controls.append(this.select("chosen"), ...Object.values(this.ranges), this.range("eta"));
      this.buttons.append(
        this.button("One step", () => this.descend(1)),
        this.button("Ten steps", () => this.descend(10)),
      );
    }

    wire(name, from, to, part) {
      const [[x1, y1], [x2, y2]] = [from, to];
      this.wires[name] = svg("line", { x1, y1, x2, y2, class: "weight" });
      return this.handle(
        name,
        "weight",
        between(from, to, part),
        svg("rect", { x: -27, y: -24.5, width: 54, height: 49, class: "touch" }),
        svg("rect", { x: -27, y: -17, width: 54, height: 34, rx: 6, class: "label" }),
        svg("text", { y: -2, class: "name", "data-shown": name }),
        svg("text", { y: 13, class: "gradient name slope", "data-shown": `d${name}` }),
      );
    }

    /** What is chosen by a tap, and changed by dragging it sideways. */
    handle(name, kind, place, ...children) {
      const group = svg("g", { transform: moved(place), class: kind }, ...children);
      group.addEventListener("pointerdown", () => this.set({ chosen: name }));
      this.scrub(group, name);
      this.handles[name] = group;
      return group;
    }

    input(name, place) {
      return this.handle(
        name,
        "input",
        place,
        svg("circle", { r: 25, class: "touch" }),
        svg("circle", { r: 22 }),
        svg("text", { y: -4, class: "name" }, symbol(name)),
        svg("text", { y: 12, "data-shown": name }),
      );
    }

    /** A neuron with its activation inside, its delta above, its sum below. */
    neuron(index, name, place, ...below) {
      return svg(
        "g",
        { transform: moved(place), class: "activation" },
        svg("circle", { r: 27 }),
        svg("text", { y: -5, class: "name" }, symbol(name)),
        svg("text", { y: 12, "data-shown": name }),
        this.line(-33, "gradient", "δ ", `delta${index}`),
        this.line(43, "sum", "z ", `z${index}`),
        ...below,
      );
    }

    line(y, kind, letter, name) {
      const number = svg("tspan", { "data-shown": name });
      return svg("text", { y, class: `${kind} name halo` }, letter, number);
    }

    target() {
      const place = [O[0], O[1] - 66];
      const touch = svg("rect", { x: -29, y: -29, width: 58, height: 49, class: "touch" });
      const label = svg("rect", { x: -28, y: -15, width: 56, height: 22, rx: 6, class: "label" });
      return this.handle("t", "target", place, touch, label, this.line(0, "target", "t ", "t"));
    }

    compute(state) {
      const x = INPUTS.map((name) => state[name]);
      const values = { zo: 0 };
      for (const j of N) {
        const z = N.reduce((sum, i) => sum + state[`w${j}${i}`] * x[i - 1], 0);
        values[`z${j}`] = z;
        values[`h${j}`] = sigmoid(z);
        values.zo += state[`v${j}`] * values[`h${j}`];
      }
      values.o = sigmoid(values.zo);
      values.E = (state.t - values.o) ** 2 / 2;
      return { ...values, ...this.slopes(state, x, values) };
    }

    /** Back propagation: the deltas, and what they make of the weights' slopes. */
    slopes(state, x, values) {
      const slopes = { deltao: (values.o - state.t) * values.o * (1 - values.o) };
      for (const j of N) {
        const h = values[`h${j}`];
        const delta = slopes.deltao * state[`v${j}`] * h * (1 - h);
        slopes[`delta${j}`] = delta;
        slopes[`dv${j}`] = slopes.deltao * h;
        for (const i of N) slopes[`dw${j}${i}`] = delta * x[i - 1];
      }
      return slopes;
    }

    /** Take steps of gradient descent, all weights at once. */
    descend(steps) {
      const state = { ...this.state };
      for (let step = 0; step < steps; step++) {
        const values = this.compute(state);
        for (const name of WEIGHTS) state[name] -= state.eta * values[`d${name}`];
      }
      this.set(Object.fromEntries(WEIGHTS.map((name) => [name, state[name]])));
    }

    draw(values, state) {
      for (const [name, value] of Object.entries(values)) this.show(name, fixed(value));
      for (const name of [...INPUTS, "t"]) this.show(name, fixed(state[name], 2));
      for (const name of WEIGHTS) {
        this.show(name, fixed(state[name]));
        const width = 0.6 + 2.6 * Math.min(Math.abs(state[name]), 3);
        this.wires[name].setAttribute("stroke-width", width);
        this.wires[name].setAttribute("stroke-dasharray", state[name] < 0 ? "7 5" : "none");
      }
      for (const [name, handle] of Object.entries(this.handles)) {
        handle.classList.toggle("chosen", name === state.chosen);
        this.ranges[name].hidden = name !== state.chosen;
      }
    }

    sentence({ o, E, ...values }, { chosen }) {
      const slope = values[`d${chosen}`];
      const own = slope === undefined ? "" : ` The slope of ${symbol(chosen)} is ${fixed(slope)}.`;
      return `The output is ${fixed(o)}, the error ${fixed(E)}.${own}`;
    }
  }

  customElements.define("explore-network", Network);
})();
