// Activations: value, slope and tangent follow z along one curve or two.
(() => {
  "use strict";

  const { Figure, activations, curve, drag, fixed, html, scale, svg } = window.explore;

  const DOMAIN = [-5, 5];
  const PLOT = [34, 350];
  const across = scale(DOMAIN, PLOT);
  const ROWS = ["first", "second"];
  const COLORS = { first: "activation", second: "weight" }; // two that differ
  const NONE = "none";

  class Activation extends Figure {
    fields() {
      const options = Object.keys(activations).map((name) => [name, name]);
      return {
        z: { label: "Sum z", min: DOMAIN[0], max: DOMAIN[1], step: 0.01 },
        first: { label: "Solid curve", options },
        second: { label: "Dashed curve", options: [...options, [NONE, NONE]] },
      };
    }

    build() {
      this.axes = svg("g", { class: "quiet" });
      this.upright = svg("line", { y1: 10, y2: 250, class: "sum" });
      this.marks = ROWS.map((row) => ({
        line: svg("path", { class: `${COLORS[row]} ${row}` }),
        tangent: svg("line", { class: `gradient ${row}` }),
        dot: svg("circle", { r: 7, class: `${COLORS[row]} ${row}` }),
      }));
      const area = svg("rect", { x: 24, y: 4, width: 332, height: 270, class: "touch explore-scrub" });
      drag(area, ({ x }) => this.set({ z: Number(scale(PLOT, DOMAIN)(x).toFixed(2)) }));
      const label = "Two curves over z, each with a point at z and the tangent there.";
      const marks = this.marks.flatMap(({ line, tangent, dot }) => [line, tangent, dot]);
      const drawing = this.drawing(360, 280, label, this.axes, this.upright, ...marks, area);
      this.stage.append(drawing, this.table());
      this.controls.append(this.range("z"), this.select("first"), this.select("second"));
    }

    table() {
      const row = (cells, tag = "td") => html("tr", {}, ...cells.map((cell) => html(tag, {}, cell)));
      const cell = (name, symbol) => html("span", { class: symbol, "data-shown": name });
      const rows = ROWS.map((name, i) =>
        row([cell(name), cell(`a${i + 1}`, COLORS[name]), cell(`slope${i + 1}`, "gradient")]),
      );
      const head = row(["f", "a = f(z)", "slope f′(z)"], "th");
      return html("table", { class: "explore-table" }, html("thead", {}, head), html("tbody", {}, ...rows));
    }

    compute({ z, first, second }) {
      const values = {};
      [first, second].forEach((name, i) => {
        if (name === NONE) return;
        const [f, slope] = activations[name];
        values[`a${i + 1}`] = f(z);
        values[`slope${i + 1}`] = slope(z);
      });
      return values;
    }

    draw(values, state) {
      const up = this.drawAxes(state);
      this.upright.setAttribute("x1", across(state.z));
      this.upright.setAttribute("x2", across(state.z));
      ROWS.forEach((row, i) => {
        const [a, slope] = [values[`a${i + 1}`], values[`slope${i + 1}`]];
        this.show(row, state[row]);
        this.show(`a${i + 1}`, a === undefined ? "" : fixed(a));
        this.show(`slope${i + 1}`, a === undefined ? "" : fixed(slope));
        this.drawMarks(this.marks[i], state[row], { z: state.z, a, slope, up });
      });
    }

    drawMarks({ line, tangent, dot }, name, { z, a, slope, up }) {
      for (const mark of [line, tangent, dot]) mark.style.display = name === NONE ? "none" : "";
      if (name === NONE) return;
      line.setAttribute("d", curve(activations[name][0], DOMAIN, across, up));
      dot.setAttribute("cx", across(z));
      dot.setAttribute("cy", up(a));
      const length = Math.hypot(across(1) - across(0), up(slope) - up(0));
      for (const [end, reach] of [["1", -50 / length], ["2", 50 / length]]) {
        tangent.setAttribute(`x${end}`, across(z + reach));
        tangent.setAttribute(`y${end}`, up(a + reach * slope));
      }
    }

    /** Draw axes for the heights that the curves reach, and return their scale. */
    drawAxes({ first, second }) {
      const names = [first, second].filter((name) => name !== NONE);
      const ends = names.flatMap((name) => DOMAIN.map((z) => activations[name][0](z)));
      const [low, high] = [Math.min(-0.3, ...ends), Math.max(1, ...ends)];
      const up = scale([low, high], [242, 18]);
      const gap = high - low > 3 ? 2 : 0.5;
      const marks = [this.rule(PLOT[0], up(0), PLOT[1], up(0)), this.rule(across(0), 10, across(0), 250)];
      for (let z = -4; z <= 4; z += 2) marks.push(this.number(across(z), 270, z));
      for (let n = Math.ceil(low / gap - 0.01); n * gap <= high; n++) {
        marks.push(this.number(PLOT[0] - 6, up(n * gap) + 5, n * gap, "end"));
      }
      this.axes.replaceChildren(...marks);
      return up;
    }

    rule(x1, y1, x2, y2) {
      return svg("line", { x1, y1, x2, y2 });
    }

    number(x, y, value, anchor = "") {
      return svg("text", { x, y, class: anchor }, String(value).replace("-", "−"));
    }

    solved({ slope1, slope2 }, { first, second }) {
      const both = [first, second].sort().join() === "sigmoid,tanh";
      return both && Math.abs(slope1 - slope2) < 0.005;
    }

    sentence(values, { z, first, second }) {
      const words = [first, second].map((name, i) =>
        name === NONE ? "" : `${name} is ${fixed(values[`a${i + 1}`])}, its slope ${fixed(values[`slope${i + 1}`])}.`,
      );
      return `At z = ${fixed(z, 2)}, ${words.join(" ").trim()}`;
    }
  }

  customElements.define("explore-activation", Activation);
})();
