// One neuron: the weighted sum and the activation follow inputs, weights and bias.
(() => {
  "use strict";

  const { Figure, activations, curve, fixed, html, scale, svg } = window.explore;

  const ROWS = [42, 112, 182];
  const SUBSCRIPTS = "₁₂₃";
  const DOMAIN = [-9, 9];
  const across = scale(DOMAIN, [10, 350]);

  class Neuron extends Figure {
    fields() {
      const number = (label, size) => ({ label, min: -size, max: size, step: 0.01 });
      const known = {};
      for (const i of [1, 2, 3]) {
        known[`x${i}`] = number(`Input x${SUBSCRIPTS[i - 1]}`, 1);
        known[`w${i}`] = number(`Weight w${SUBSCRIPTS[i - 1]}`, 2);
      }
      known.b = number("Bias b", 3);
      const choices = Object.keys(known).map((name) => [name, known[name].label]);
      const options = Object.keys(activations).map((name) => [name, name]);
      return { ...known, activation: { label: "Activation f", options }, chosen: { label: "Change", options: choices } };
    }

    build() {
      this.wires = ROWS.map((y) => svg("line", { x1: 34, y1: y, x2: 212, y2: 112, class: "weight" }));
      const inputs = ROWS.map((y, i) => this.circle(34, y, 25, "input", `x${i + 1}`, SUBSCRIPTS[i]));
      const weights = ROWS.map((y, i) => this.pill(98, y + (112 - y) * 0.36, `w${i + 1}`, SUBSCRIPTS[i]));
      this.stage.append(
        this.drawing(
          360,
          360,
          "Three inputs lead over their weights to the sum, and the sum to the activation; below, its curve.",
          svg("line", { x1: 212, y1: 30, x2: 212, y2: 112, class: "quiet" }),
          svg("line", { x1: 212, y1: 112, x2: 320, y2: 112, class: "quiet" }),
          ...this.wires,
          ...inputs,
          ...weights,
          this.pill(212, 24, "b", ""),
          this.circle(212, 112, 40, "sum", "z"),
          this.circle(316, 112, 38, "activation", "a"),
          ...this.plot(),
        ),
        this.equation(),
      );
      const numbers = Object.keys(this.known).filter((name) => "max" in this.known[name]);
      this.controls.append(...this.chooser(numbers), this.select("activation"));
    }

    /** A circle with a name and a number, which dragging changes if it is one of the state. */
    circle(x, y, r, symbol, name, index = "") {
      const group = svg(
        "g",
        { transform: `translate(${x} ${y})`, class: symbol },
        svg("circle", { r }),
        svg("text", { y: -5, class: "name" }, name[0] + index),
        svg("text", { y: 13, "data-shown": name }),
      );
      if (name in this.known) this.scrub(group, name);
      return group;
    }

    pill(x, y, name, index) {
      const group = svg(
        "g",
        { transform: `translate(${x} ${y})`, class: "weight" },
        svg("rect", { x: -37, y: -23.5, width: 74, height: 47, class: "touch" }),
        svg("rect", { x: -34, y: -14, width: 68, height: 28, rx: 14 }),
        svg("text", { x: -27, y: 5, class: "name start" }, name[0] + index),
        svg("text", { x: 28, y: 5, class: "end", "data-shown": name }),
      );
      this.scrub(group, name);
      return group;
    }

    plot() {
      this.line = svg("path", { class: "activation" });
      this.drop = svg("path", { class: "sum dotted" });
      this.dot = svg("circle", { r: 6, class: "activation" });
      this.zero = svg("line", { x1: 10, x2: 350, class: "quiet" });
      const upright = svg("line", { x1: across(0), x2: across(0), y1: 226, y2: 358, class: "quiet" });
      this.names = svg("text", { x: 16, y: 240, class: "start" });
      return [this.zero, upright, this.line, this.drop, this.dot, this.names];
    }

    equation() {
      const shown = (name, symbol) => html("span", { class: symbol, "data-shown": name });
      const products = ["p1", "p2", "p3", "b4"].flatMap((name) => [shown(name, "weight"), " + "]);
      const parts = ["z = w₁x₁ + w₂x₂ + w₃x₃ + b = ", ...products.slice(0, -1), " = ", shown("z", "sum")];
      return html("p", { class: "explore-words" }, ...parts, ",  a = f(z) = ", shown("a", "activation"));
    }

    compute({ x1, x2, x3, w1, w2, w3, b, activation }) {
      const [p1, p2, p3] = [w1 * x1, w2 * x2, w3 * x3];
      const z = p1 + p2 + p3 + b;
      return { p1, p2, p3, z, a: activations[activation][0](z) };
    }

    draw(values, state) {
      for (const [name, value] of Object.entries(values)) this.show(name, fixed(value));
      for (const name of ["x1", "x2", "x3", "w1", "w2", "w3", "b"]) this.show(name, fixed(state[name], 2));
      this.show("b4", fixed(state.b));
      this.wires.forEach((wire, i) => {
        const weight = state[`w${i + 1}`];
        wire.setAttribute("stroke-width", 0.6 + 2.7 * Math.abs(weight));
        wire.setAttribute("stroke-dasharray", weight < 0 ? "7 5" : "none");
      });
      this.drawCurve(values, state);
    }

    drawCurve({ z, a }, { activation }) {
      const f = activations[activation][0];
      const ends = [f(DOMAIN[0]), f(DOMAIN[1]), -0.3, 1];
      const up = scale([Math.min(...ends), Math.max(...ends)], [352, 232]);
      this.line.setAttribute("d", curve(f, DOMAIN, across, up));
      this.drop.setAttribute("d", `M${across(z)} ${up(0)}V${up(a)}`);
      this.dot.setAttribute("cx", across(z));
      this.dot.setAttribute("cy", up(a));
      this.zero.setAttribute("y1", up(0));
      this.zero.setAttribute("y2", up(0));
      this.names.textContent = `a = ${activation}(z)`;
    }

    solved(_, { w1, w2, b, activation }) {
      return activation === "step" && w1 + b >= 0 && w1 + w2 + b < 0;
    }

    sentence({ z, a }) {
      return `z is ${fixed(z)}, a is ${fixed(a)}.`;
    }
  }

  customElements.define("explore-neuron", Neuron);
})();
