// XOR: the plane before and after two hidden neurons, whose weights and lines the reader moves.
(() => {
  "use strict";

  const { Figure, drag, fixed, forward, html, scale, svg } = window.explore;

  const [LOW, HIGH] = [-0.15, 1.15];
  const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const NAMES = { w: ["Weight w", 9, 0.1], b: ["Bias b", 12, 0.1] };
  const ALONG = Array.from({ length: 41 }, (_, n) => n / 40);
  const ACROSS = Array.from({ length: 11 }, (_, n) => n / 10);

  const [BOTTOM, TOP] = [162, 6];
  const up = scale([LOW, HIGH], [BOTTOM, TOP]);
  const sides = [[22, 178], [208, 364]];
  const planes = sides.map((side) => scale([LOW, HIGH], side));

  /** A path through points of one of the two planes. */
  const path = (plane, points) =>
    points.length ? `M${points.map(([x, y]) => `${planes[plane](x).toFixed(1)} ${up(y).toFixed(1)}`).join("L")}` : "";

  /** Where the line of a neuron enters and leaves the plane, if it crosses it. */
  function ends([w1, w2], b) {
    const inside = (x) => x >= LOW && x <= HIGH;
    const found = [LOW, HIGH].flatMap((side) => [
      [side, -(b + w1 * side) / w2],
      [-(b + w2 * side) / w1, side],
    ]);
    const seen = found.filter((place) => place.every(inside));
    return seen.length ? [seen[0], seen.at(-1)] : [];
  }

  class Fold extends Figure {
    fields() {
      const name = (key) => {
        const [label, size, step] = NAMES[key[0]];
        return { label: label + key.slice(1).replace(/\d/g, (n) => "₀₁₂"[n]), min: -size, max: size, step };
      };
      return Object.fromEntries(["w11", "w12", "b1", "w21", "w22", "b2"].map((key) => [key, name(key)]));
    }

    build() {
      const { xor, output } = this.initial;
      const [[v], [c]] = output;
      this.threads = svg("path", { class: "thin" });
      this.lines = [1, 2].map((j) => this.line(j));
      this.moved = CORNERS.map((_, k) => this.dot(k));
      const flat = CORNERS.map((corner, k) => this.put(this.dot(k), 0, corner));
      const paper = ACROSS.flatMap((at) => [path(0, [[at, 0], [at, 1]]), path(0, [[0, at], [1, at]])]).join("");
      const label = "A square of paper with the lines of two hidden neurons, and the same paper where they put it.";
      this.stage.append(
        this.drawing(
          368,
          184,
          label,
          ...[0, 1].map((k) => svg("path", { class: "thin", d: path(k, [[LOW, HIGH], [LOW, LOW], [HIGH, LOW]]) })),
          ...["x₁", "x₂", "h₁", "h₂"].map((name, k) => this.name(name, k)),
          svg("path", { class: "thin", d: paper }),
          this.threads,
          svg("path", { class: "sum", d: path(1, ends(v, c)) }),
          ...flat,
          ...this.moved,
          ...this.lines.flat(),
        ),
        this.words(xor),
      );
      this.controls.append(...Object.keys(this.known).map((key) => this.range(key)));
    }

    name(text, k) {
      const plane = planes[k >> 1];
      const place = k % 2 ? { x: plane(LOW) - 11, y: 16 } : { x: plane(HIGH) - 8, y: 178 };
      return svg("text", place, text);
    }

    /** A hidden neuron's line, and what of it can be grasped: dragging it moves the bias. */
    line(j) {
      const handle = svg("path", { class: "touch", "pointer-events": "stroke" });
      const [across, back] = [scale(sides[0], [LOW, HIGH]), scale([BOTTOM, TOP], [LOW, HIGH])];
      drag(handle, ({ x, y }) => {
        const { [`w${j}1`]: w1, [`w${j}2`]: w2 } = this.state;
        this.set({ [`b${j}`]: Number((-(w1 * across(x) + w2 * back(y))).toFixed(1)) });
      });
      return [svg("path", { class: j > 1 ? "sum second" : "sum" }), handle];
    }

    dot(k) {
      return svg("circle", { r: 6, class: this.initial.xor[k] ? "activation" : "activation second" });
    }

    put(dot, plane, [x, y]) {
      dot.setAttribute("cx", planes[plane](x));
      dot.setAttribute("cy", up(y));
      return dot;
    }

    words(xor) {
      const shown = (k) => html("span", { class: "activation", "data-shown": `o${k + 1}` });
      const parts = CORNERS.flatMap((corner, k) => [k ? ", " : "", shown(k), ` for (${corner.join(", ")})`]);
      const right = html("span", { "data-shown": "right" });
      return html("p", { class: "explore-words" }, "Output o: ", ...parts, ". Right: ", right, ` of ${xor.length}.`);
    }

    layers({ w11, w12, b1, w21, w22, b2, output }) {
      return [[[[w11, w12], [w21, w22]], [b1, b2], "sigmoid"], [...output, "sigmoid"]];
    }

    compute(state) {
      const runs = CORNERS.map((corner) => forward(this.layers(state), corner));
      const values = { right: runs.filter(({ a }, k) => a[1][0] >= 0.5 === state.xor[k] > 0).length };
      runs.forEach(({ a: [[h1, h2], [o]] }, k) => {
        Object.assign(values, { [`h1_${k + 1}`]: h1, [`h2_${k + 1}`]: h2, [`o${k + 1}`]: o });
      });
      return values;
    }

    draw(values, state) {
      const layers = this.layers(state);
      const folded = (point) => forward(layers, point).a[0];
      const lines = ACROSS.flatMap((at) => [ALONG.map((x) => [x, at]), ALONG.map((x) => [at, x])]);
      this.threads.setAttribute("d", lines.map((line) => path(1, line.map(folded))).join(""));
      this.lines.forEach((parts, j) => {
        const d = path(0, ends(layers[0][0][j], layers[0][1][j]));
        for (const part of parts) part.setAttribute("d", d);
      });
      CORNERS.forEach((_, k) => {
        this.put(this.moved[k], 1, [values[`h1_${k + 1}`], values[`h2_${k + 1}`]]);
        this.show(`o${k + 1}`, fixed(values[`o${k + 1}`], 2));
      });
      this.show("right", values.right);
    }

    solved({ right }) {
      return right === this.initial.xor.length;
    }

    sentence({ right, o1, o2, o3, o4 }) {
      const outputs = [o1, o2, o3, o4].map((o) => fixed(o, 2)).join(", ");
      return `The outputs are ${outputs}; ${right} of 4 are right.`;
    }
  }

  customElements.define("explore-fold", Fold);
})();
