// Prediction: a trained network classifies the point that the reader puts into the plane.
(() => {
  "use strict";

  const { Figure, drag, fixed, forward, html, placeOf, scale, svg } = window.explore;

  const LEVELS = [-Math.log(9), 0, Math.log(9)]; // of the sum: the output is 0.1, 0.5, 0.9
  const [LEFT, RIGHT, TOP, BOTTOM, CELL] = [34, 356, 4, 242, 7];
  const SIDES = [[LEFT, RIGHT], [BOTTOM, TOP]];

  /** Run a network of two layers and one output forward. */
  function run(layers, x) {
    const { z, a } = forward(layers, x);
    return { z: z[0], h: a[0], zo: z[1][0], o: a[1][0] };
  }

  const path = (places) => places.map((place) => place.map((x) => x.toFixed(1))).join("L");

  /** The part of a triangle with values from `level` up, and where it ends inside, as paths. */
  function part(corners, level) {
    const [inside, border] = [[], []];
    corners.forEach(([x, y, value], k) => {
      const [nextX, nextY, next] = corners[(k + 1) % 3];
      if (value >= level) inside.push([x, y]);
      if (value >= level === next >= level) return;
      const share = (level - value) / (next - value);
      const crossing = [x + share * (nextX - x), y + share * (nextY - y)];
      inside.push(crossing);
      border.push(crossing);
    });
    return [inside, border].map((places) => (places.length ? `M${path(places)}` : ""));
  }

  class Prediction extends Figure {
    fields() {
      const { plane, networks, sets } = this.initial;
      const number = (label, [min, max]) => ({ label, min, max, step: 0.01 });
      const choice = (label, choices, text) => ({
        label,
        options: Object.keys(choices).map((name) => [name, text(name)]),
      });
      return {
        x1: number("Input x₁", plane[0]),
        x2: number("Input x₂", plane[1]),
        network: choice("Network", networks, (name) => name),
        examples: choice("Dots", sets, (name) => name),
      };
    }

    build() {
      this.scales = this.state.plane.map((ends, i) => scale(ends, SIDES[i]));
      const inverses = this.state.plane.map((ends, i) => scale(SIDES[i], ends));
      this.back = (place) => place.map((one, i) => inverses[i](one));
      this.tint = svg("path", { class: "activation tint" });
      this.lines = LEVELS.map((level) => svg("path", { class: level ? "sum thin" : "sum" }));
      this.dots = svg("g", { class: "activation" });
      const label = "The plane of the inputs, with known points, the decision boundary and the point to classify.";
      const drawing = this.drawing(360, 266, label, this.tint, ...this.lines, this.dots, ...this.axes());
      drawing.append(...this.point(drawing));
      this.stage.append(drawing, ...this.words());
      const [x1, x2, network, examples] = Object.keys(this.known);
      this.controls.append(this.range(x1), this.range(x2), this.select(network), this.select(examples));
      this.buttons.append(this.player("Watch it learn", () => this.advance(), { leap: 1, pause: 600 }));
    }

    /** Show the network some epochs later, after its end from the start; return false at the end. */
    advance() {
      const { training, network } = this.state;
      const next = (training.indexOf(network) + 1) % training.length;
      this.set({ network: training[next] });
      return next + 1 < training.length;
    }

    axes() {
      const text = (x, y, words) => svg("text", { x, y, class: "end" }, words);
      const numbers = [-1, 0, 1, 2].flatMap((n) => {
        const [x, y] = this.scales.map((place) => place(n));
        return [text(x + 5, 259, fixed(n, 0)), text(28, y + 5, fixed(n, 0))];
      });
      return [...numbers, text(356, 259, "x₁"), text(56, 16, "x₂"), svg("path", { d: "M34 4V242H356", class: "thin" })];
    }

    /** The point, which can be dragged, and the plane, in which a click moves it. */
    point(drawing) {
      const move = ({ x, y }) => {
        const [x1, x2] = this.back([x, y]).map((one) => Number(one.toFixed(2)));
        this.set({ x1, x2 });
      };
      const size = { x: LEFT, y: TOP, width: RIGHT - LEFT, height: BOTTOM - TOP };
      const area = svg("rect", { ...size, class: "touch explore-plane" });
      area.addEventListener("click", (event) => move(placeOf(drawing, event)));
      this.circle = svg("circle", { r: 9 });
      this.handle = svg("g", { class: "input" }, svg("circle", { r: 25, class: "touch" }), this.circle);
      drag(this.handle, move);
      return [area, this.handle];
    }

    words() {
      const shown = (name, symbol = "") => html("span", { class: symbol, "data-shown": name });
      const o = ["zₒ = ", shown("zo", "sum"), ". Class 1: o = σ(zₒ) = ", shown("o", "activation")];
      const line = (...parts) => html("p", { class: "explore-words" }, ...parts);
      this.rows = html("ol", { class: "explore-words" });
      this.row = (_, j) =>
        html("li", {}, "z = ", shown(`z${j + 1}`, "sum"), ", h = ", shown(`h${j + 1}`, "activation"));
      return [
        line(...o, ", class 0: 1 − o = ", shown("rest", "activation"), "."),
        line("Answer: class ", shown("answer"), ". Of the dots, ", shown("right"), " get the right one."),
        html("details", {}, html("summary", {}, "Hidden sums z and activations h"), this.rows),
      ];
    }

    compute({ x1, x2, network, networks, examples, sets }) {
      const layers = networks[network];
      const { z, h, zo, o } = run(layers, [x1, x2]);
      const values = { zo, o, rest: 1 - o, answer: Number(o >= 0.5) };
      z.forEach((_, j) => Object.assign(values, { [`z${j + 1}`]: z[j], [`h${j + 1}`]: h[j] }));
      const right = sets[examples].filter((example) => run(layers, example).o >= 0.5 === example[2] > 0);
      return { ...values, right: right.length };
    }

    draw({ answer, right, ...values }, { x1, x2, network, networks, examples, sets }) {
      if (this.drawn !== network + examples) this.drawPlane(networks[network], sets[examples]);
      this.drawn = network + examples;
      for (const [name, value] of Object.entries(values)) this.show(name, fixed(value));
      this.show("answer", answer);
      this.show("right", `${right} of ${sets[examples].length}`);
      this.handle.setAttribute("transform", `translate(${this.scales[0](x1)} ${this.scales[1](x2)})`);
      this.circle.classList.toggle("input", answer);
    }

    /** Draw what changes with the network and the dots alone. */
    drawPlane(layers, points) {
      const place = ([a, b]) => [this.scales[0](a), this.scales[1](b)];
      const triangles = [];
      let before;
      for (let y = TOP; y <= BOTTOM; y += CELL) {
        const row = [];
        for (let x = LEFT; x <= RIGHT; x += CELL) row.push([x, y, run(layers, this.back([x, y])).zo]);
        before?.slice(1).forEach((corner, i) => {
          triangles.push([before[i], corner, row[i]], [corner, row[i + 1], row[i]]);
        });
        before = row;
      }
      LEVELS.forEach((level, i) => {
        const parts = triangles.map((corners) => part(corners, level));
        this.lines[i].setAttribute("d", parts.map(([, border]) => border).join(""));
        if (!level) this.tint.setAttribute("d", parts.map(([inside]) => inside).join(""));
      });
      const dots = points.map((point) => {
        const [cx, cy] = place(point);
        return svg("circle", { cx, cy, r: 4.5, class: point[2] ? "activation" : "" });
      });
      this.dots.replaceChildren(...dots);
      this.rows.replaceChildren(...layers[0][0].map(this.row));
    }

    solved({ right }, { most, examples }) {
      return examples === "held-out examples" && right === most;
    }

    sentence({ o, rest, answer }, { network }) {
      return `The answer of the network, ${network}, is class ${answer}. Class 1: ${fixed(o)}, class 0: ${fixed(rest)}.`;
    }
  }

  customElements.define("explore-prediction", Prediction);
})();
