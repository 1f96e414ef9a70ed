// Four costs of one output, their slopes, and a ball that rolls down on each by gradient descent.
(() => {
  "use strict";

  const { Figure, activations, clamp, curve, drag, fixed, scale, svg } = window.explore;

  const [sigmoid] = activations.sigmoid;
  const inside = (o) => o > 0 && o < 1;
  const xlogy = (x, y) => (x ? x * Math.log(y) : 0);

  /** Name, cost, slope by o, slope by z if a factor cancels, domain, and heights of the plot. */
  const COSTS = [
    ["signed", (o, t) => t - o, () => -1, null, [-0.6, 1.6], [-1.7, 1.7]],
    ["absolute", (o, t) => Math.abs(t - o), (o, t) => Math.sign(o - t), null, [-0.6, 1.6], [-0.1, 1.7]],
    ["halved squared", (o, t) => (t - o) ** 2 / 2, (o, t) => o - t, null, [-0.6, 1.6], [-0.1, 1.4]],
    [
      "cross entropy",
      (o, t) => -xlogy(t, o) - xlogy(1 - t, 1 - o),
      (o, t) => (o - t) / (o * (1 - o)),
      (o, t) => o - t,
      [0.01, 0.99],
      [-0.3, 4.7],
    ],
  ].map(([name, cost, slope, delta, domain, heights], i) => {
    return { number: i + 1, name, cost, slope, delta, domain, heights, defined: delta ? inside : () => true };
  });
  const PLOT = [-0.6, 1.6];
  const WIDEST = [-1.6, 2.6]; // where a rate of 2 leads at most
  const EDGES = [6, 164];
  const AFAR = 1000; // a ball that has rolled this far is not followed
  const MOST = 300;

  class Cost extends Figure {
    fields() {
      const number = (label, min, max, step = 0.01) => ({ label, min, max, step });
      const moves = [["o", "the output o"], ["z", "the sum z, o = σ(z)"]];
      return {
        o: number("Output o", -0.5, 1.5),
        t: number("Target t", 0, 1),
        eta: number("Rate η", 0.01, 2.5),
        steps: number("Steps", 0, MOST, 1),
        moves: { label: "A step moves", options: moves },
      };
    }

    build() {
      this.marks = COSTS.map(() => this.makeMarks());
      const label = "Four curves over the output, each with its tangent and a ball at the output.";
      const panels = COSTS.map((cost, i) => this.panel(cost, this.marks[i]));
      this.stage.append(this.drawing(360, 352, label, ...panels));
      this.controls.append(this.range("o"), this.range("t"), this.range("eta"));
      this.controls.append(this.range("steps"), this.select("moves"));
      this.buttons.append(...this.stepper("steps", "One step", "Roll"));
    }

    makeMarks() {
      return {
        ground: svg("line", { x1: 6, x2: 164, class: "quiet" }),
        line: svg("path", { class: "error" }),
        aim: svg("line", { y1: 22, y2: 112, class: "input dotted" }),
        trail: svg("path", { class: "gradient trail" }),
        tangent: svg("line", { class: "gradient" }),
        ball: svg("circle", { r: 6, class: "error" }),
      };
    }

    panel({ number, name }, marks) {
      const place = `translate(${number % 2 ? 0 : 186} ${number > 2 ? 182 : 0})`;
      const area = svg("rect", { x: 0, y: 20, width: 170, height: 96, class: "touch explore-scrub" });
      const panel = svg("g", { transform: place });
      drag(area, ({ x }) => {
        const o = scale(EDGES, PLOT)(x - (number % 2 ? 0 : 186));
        this.halt();
        this.set({ o: Number(o.toFixed(2)), steps: 0 });
      });
      panel.append(
        svg("text", { x: 85, y: 12, class: "heading" }, name),
        ...Object.values(marks),
        area,
        this.line(130, "activation", "o", `o${number}`),
        this.line(147, "error", "E", `E${number}`),
        this.line(164, "gradient", "slope", `slope${number}`),
      );
      return panel;
    }

    line(y, symbol, name, shown) {
      const number = svg("text", { x: 150, y, class: "end", "data-shown": shown });
      return svg("g", { class: symbol }, svg("text", { x: 20, y, class: "start name" }, name), number);
    }

    compute(state) {
      const values = {};
      for (const cost of COSTS) {
        const { o, slope } = this.path(cost, state).at(-1);
        values[`o${cost.number}`] = o;
        if (!cost.defined(o)) continue;
        values[`E${cost.number}`] = cost.cost(o, state.t);
        values[`slope${cost.number}`] = slope;
      }
      return values;
    }

    /** The stations of the ball, until it lies where there is no slope, or far off. */
    path({ slope, delta, defined }, { o: start, t, eta, steps, moves }) {
      const overZ = moves === "z";
      let o = overZ ? clamp(start, 0.01, 0.99) : start;
      let z = Math.log(o / (1 - o));
      const path = [];
      for (;;) {
        let rate = defined(o) ? slope(o, t) : NaN;
        if (overZ) rate = delta ? delta(o, t) : rate * (o * (1 - o));
        path.push({ o, slope: rate });
        if (path.length > steps || !Number.isFinite(rate) || Math.abs(o) > AFAR) return path;
        z -= eta * rate;
        o = overZ ? sigmoid(z) : o - eta * rate;
      }
    }

    draw(values, state) {
      COSTS.forEach((cost, i) => {
        for (const name of ["o", "E", "slope"]) {
          const value = values[name + cost.number];
          this.show(name + cost.number, value === undefined ? "none" : fixed(value));
        }
        this.drawPanel(cost, this.marks[i], state);
      });
    }

    /** The part of a curve that is drawn: it grows with the bounces of the ball. */
    view({ cost, domain, heights, delta }, path, t) {
      const seen = path.filter((o) => o === clamp(o, ...WIDEST));
      const plot = delta ? PLOT : [Math.min(PLOT[0], ...seen), Math.max(PLOT[1], ...seen)];
      const part = delta ? domain : plot;
      const ends = delta ? [] : part.map((o) => cost(o, t));
      const up = scale([Math.min(heights[0], ...ends), Math.max(heights[1], ...ends)], [112, 24]);
      return { plot, part, up, across: scale(plot, EDGES) };
    }

    drawPanel(cost, { ground, line, aim, trail, tangent, ball }, state) {
      const { heights } = cost;
      const path = this.path(cost, state).map(({ o }) => o);
      const { plot, part, up, across } = this.view(cost, path, state.t);
      const last = path.at(-1);
      const height = (o) => clamp(up(cost.defined(o) ? cost.cost(o, state.t) : heights[1]), 24, 112);
      const place = (o) => across(clamp(o, ...plot));
      line.setAttribute("d", curve((o) => cost.cost(o, state.t), part, across, up));
      for (const end of ["1", "2"]) {
        aim.setAttribute(`x${end}`, across(state.t));
        ground.setAttribute(`y${end}`, up(0));
      }
      const stations = path.slice(-50).map((o) => `${place(o).toFixed(1)} ${height(o).toFixed(1)}`);
      trail.setAttribute("d", `M${stations.join("L")}`);
      ball.setAttribute("cx", place(last));
      ball.setAttribute("cy", height(last));
      const seen = cost.defined(last) && last === clamp(last, ...plot);
      tangent.style.display = seen ? "" : "none";
      if (seen) this.drawTangent(tangent, last, cost, { t: state.t, up, across });
      ball.classList.toggle("gone", !seen);
    }

    drawTangent(tangent, o, { cost, slope }, { t, up, across }) {
      const reach = 26 / Math.hypot(across(1) - across(0), (up(1) - up(0)) * slope(o, t));
      for (const [end, far] of [["1", -reach], ["2", reach]]) {
        tangent.setAttribute(`x${end}`, across(o + far));
        tangent.setAttribute(`y${end}`, up(cost(o, t) + far * slope(o, t)));
      }
    }

    solved({ o3 }, { steps, t }) {
      return Math.floor(steps) === 1 && Math.abs(o3 - t) < 0.005;
    }

    sentence(values, { steps }) {
      const words = COSTS.map(({ name, number }) => {
        const [E, slope] = [values[`E${number}`], values[`slope${number}`]];
        return E === undefined ? `${name} none` : `${name} ${fixed(E)}, slope ${fixed(slope)}`;
      });
      return `After ${Math.floor(steps)} steps: ${words.join("; ")}.`;
    }
  }

  customElements.define("explore-cost", Cost);
})();
