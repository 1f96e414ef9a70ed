// Gradient descent: the eight rows and the cost, epoch by epoch, with settings of the reader's.
(() => {
  "use strict";

  const { Figure, drag, fixed, forward, html, scale, step, svg } = window.explore;

  const MOST = 300;
  const COLUMN = 45;
  const [TOP, BOTTOM] = [172, 286];
  const up = scale([0, 1], [104, 14]);
  const PLOT = [34, 346];
  const across = scale([0, MOST], PLOT);
  const count = (rows, targets) => rows.filter((o, k) => o >= 0.5 === targets[k] > 0.5).length;
  const costOf = (rows, targets) => rows.reduce((sum, o, k) => sum + (o - targets[k]) ** 2 / 2, 0);

  class Train extends Figure {
    fields() {
      const { rates, starts, sizes } = this.initial;
      const choice = (label, list, text = (one) => one) => ({
        label,
        options: list.map((one) => [String(one), String(text(one))]),
      });
      return {
        epochs: { label: "Epoch", min: 0, max: MOST, step: 1 },
        eta: choice("Rate η", rates),
        start: choice("Start", Object.keys(starts), (name) => (name === "book" ? "the book's" : `seed ${name}`)),
        size: choice("Batches of", sizes),
        biases: choice("Biases", ["on", "off"]),
      };
    }

    build() {
      const { X, T } = this.initial;
      this.bars = T.map((_, k) => svg("path", { class: "activation bar", d: this.column(k, 0) }));
      const marks = T.flatMap((t, k) => this.labels(X[k], t, COLUMN * (k + 0.5)));
      this.line = svg("path", { class: "error" });
      this.dot = svg("circle", { r: 5, class: "error" });
      this.most = svg("text", { x: 28, y: TOP + 10, class: "end" });
      const area = svg("rect", { x: 0, y: 160, width: 360, height: 150, class: "touch explore-scrub" });
      drag(area, ({ x }) => {
        this.halt();
        this.set({ epochs: Math.round(scale(PLOT, [0, MOST])(x)) });
      });
      const label = "Eight outputs as bars, each with its target, and below them the cost over the epochs.";
      const half = svg("line", { x1: 0, x2: 360, y1: up(0.5), y2: up(0.5), class: "dotted" });
      const frame = svg("path", { d: `M34 ${TOP}V${BOTTOM}H356`, class: "thin" });
      const all = [half, ...this.bars, ...marks, frame, ...this.axes(), this.most, this.line, this.dot, area];
      this.stage.append(this.drawing(360, 308, label, ...all), this.words());
      this.controls.append(...["eta", "size", "start", "biases"].map((name) => this.select(name)));
      this.controls.prepend(this.range("epochs"));
      this.buttons.append(...this.stepper("epochs", "One epoch", "Play", { leap: 20, pause: 60 }));
    }

    column(k, o) {
      const x = COLUMN * k + 10;
      return `M${x} ${up(0)}V${up(o).toFixed(2)}h25V${up(0)}Z`;
    }

    /** Below a bar its output and the row; across it the target. */
    labels(row, t, x) {
      const number = this.initial.X.indexOf(row) + 1;
      return [
        svg("line", { x1: x - 18, x2: x + 18, y1: up(t), y2: up(t), class: "target" }),
        svg("text", { x, y: 124, class: "", "data-shown": `o${number}` }),
        svg("text", { x, y: 143, class: "input name" }, row.join(" ")),
      ];
    }

    axes() {
      const numbers = [0, 100, 200, 300].map((n) => svg("text", { x: across(n), y: 302 }, n));
      return [...numbers, svg("text", { x: 28, y: BOTTOM, class: "end" }, "0")];
    }

    words() {
      const shown = (name, symbol = "") => html("span", { class: symbol, "data-shown": name });
      const parts = ["Epoch ", shown("epoch"), ": cost ", shown("cost", "error"), ", ", shown("right"), " rows right."];
      return html("p", { class: "explore-words" }, ...parts, " ", shown("first"));
    }

    /** What training has given up to an epoch; what is known of these settings is kept. */
    run({ eta, start, size, biases, starts, orders, X, T, ...state }) {
      const epochs = Math.floor(state.epochs);
      const key = [eta, start, size, biases].join();
      if (this.kept?.key !== key) this.kept = { key, ...this.begin(starts[start], X, T) };
      const { all } = this.kept;
      while (all.length <= epochs) {
        let { layers } = all.at(-1);
        let order = [...X.keys()];
        if (Number(size) < X.length) order = [...orders[all.length - 1]].map(Number);
        const before = [];
        for (let first = 0; first < order.length; first += Number(size)) {
          const rows = order.slice(first, first + Number(size));
          for (const k of rows) before[k] = forward(layers, X[k]).a[1][0];
          layers = step(layers, rows.map((k) => [X[k], [T[k]]]), Number(eta), biases === "on");
        }
        all.push(this.station(layers, X, T, costOf(before, T)));
      }
      return all.slice(0, epochs + 1);
    }

    begin([W1, W2], X, T) {
      const layers = [W1, W2].map((W) => [W, W.map(() => 0), "sigmoid"]);
      return { all: [this.station(layers, X, T, NaN)] };
    }

    station(layers, X, T, cost) {
      const rows = X.map((x) => forward(layers, x).a[1][0]);
      return { layers, rows, cost: Number.isNaN(cost) ? costOf(rows, T) : cost, right: count(rows, T) };
    }

    compute(state) {
      const all = this.run(state);
      const { rows, cost, right } = all.at(-1);
      const values = { cost, right, first: all.findIndex((one) => one.right === rows.length) };
      rows.forEach((o, k) => (values[`o${k + 1}`] = o));
      return values;
    }

    draw({ cost, right, first, ...outputs }, state) {
      const all = this.run(state);
      const { rows } = all.at(-1);
      rows.forEach((o, k) => {
        this.show(`o${k + 1}`, fixed(outputs[`o${k + 1}`], 2));
        this.bars[k].setAttribute("d", this.column(k, o));
        this.bars[k].classList.toggle("wrong", o >= 0.5 !== state.T[k] > 0.5);
      });
      this.show("epoch", all.length - 1);
      this.show("cost", fixed(cost));
      this.show("right", `${right} of ${rows.length}`);
      this.show("first", first < 0 ? "" : `All were right first in epoch ${first}.`);
      const costs = all.map((one) => one.cost).slice(all.length > 1 ? 1 : 0);
      const most = Math.max(1.2, ...costs);
      const height = scale([0, most], [BOTTOM, TOP]);
      this.most.textContent = fixed(most, 1);
      const begin = all.length > 1 ? 1 : 0;
      const places = costs.map((one, n) => `${across(n + begin).toFixed(1)} ${height(one).toFixed(1)}`);
      this.line.setAttribute("d", `M${places.join("L")}`);
      this.dot.setAttribute("cx", across(all.length - 1));
      this.dot.setAttribute("cy", height(cost));
    }

    solved({ first }) {
      return first >= 0 && first <= this.initial.by;
    }

    sentence({ cost, right }, { epochs }) {
      return `Epoch ${Math.floor(epochs)}: the cost is ${fixed(cost)}, and ${right} of 8 rows are right.`;
    }
  }

  customElements.define("explore-train", Train);
})();
