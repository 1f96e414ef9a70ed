// Deep networks: how much of the output's delta reaches each layer before.
(() => {
  "use strict";

  const { Figure, backward, fixed, forward, html, scale, svg } = window.explore;

  const [LEFT, RIGHT, TOP, BOTTOM] = [52, 352, 14, 204];
  const TICKS = 5;

  /** A power of ten, such as 10⁻⁷. */
  const power = (n) => `10${[...String(n)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("")}`;

  /** A number in full if it is near 1, else with a power of ten. */
  function size(x) {
    if (x >= 0.01 && x < 1000) return fixed(x, 2);
    const [digits, exponent] = x.toExponential(1).split("e").map(Number);
    return `${fixed(digits, 1)} · ${power(exponent)}`;
  }

  const rms = (list) => Math.hypot(...list) / Math.sqrt(list.length);

  class Layers extends Figure {
    fields() {
      const { activations, starts, most } = this.initial;
      const choice = (label, names) => ({ label, options: Object.entries(names) });
      return {
        depth: { label: "Depth", min: 1, max: most, step: 1 },
        activation: choice("Activation", activations),
        start: choice("Start", starts),
      };
    }

    build() {
      this.line = svg("path", { class: "gradient" });
      this.dots = Array.from({ length: this.initial.most + 1 }, () => svg("circle", { r: 4, class: "gradient" }));
      this.numbers = this.dots.map(() => svg("text", { y: 222 }));
      this.ticks = Array.from({ length: TICKS }, (_, n) => {
        const y = BOTTOM - (n / (TICKS - 1)) * (BOTTOM - TOP);
        return svg("text", { x: LEFT - 8, y: y + 5, class: "end" });
      });
      const label = "The size of delta in each layer, as a share of that in the output layer, on a scale of powers of ten.";
      this.stage.append(
        this.drawing(
          360,
          246,
          label,
          svg("path", { d: `M${LEFT} ${TOP - 8}V${BOTTOM + 4}H${RIGHT + 6}`, class: "thin" }),
          ...this.ticks,
          ...this.numbers,
          svg("text", { x: RIGHT, y: 239, class: "end" }, "layer"),
          this.line,
          ...this.dots,
        ),
        this.words(),
      );
      this.controls.append(this.range("depth"), this.select("activation"), this.select("start"));
    }

    words() {
      const shown = (name, symbol = "") => html("span", { class: symbol, "data-shown": name });
      const parts = ["Of the output's δ, layer 1 gets ", shown("left", "gradient"), ": each layer multiplies it by about "];
      return html("p", { class: "explore-words" }, ...parts, shown("factor", "gradient"), ".");
    }

    /** The network: hidden layers of equal width, and an output layer without an activation. */
    layers({ depth, activation, start, tables, scales }) {
      const [table, factor] = scales[start];
      const weights = tables[table].slice(0, Math.round(depth) + 1);
      return weights.map((W, k) => [
        W.map((row) => row.map((w) => factor * w)),
        W.map(() => 0),
        k + 1 < weights.length ? activation : "identity",
      ]);
    }

    compute(state) {
      const layers = this.layers(state);
      const slopes = backward(layers, forward(layers, state.x), state.x.map(() => 0));
      const sizes = slopes.map(({ delta }) => rms(delta));
      const shares = sizes.map((one) => one / sizes.at(-1));
      const values = { left: shares[0], factor: shares[0] ** (1 / (shares.length - 1)) };
      shares.forEach((share, k) => (values[`share${k + 1}`] = share));
      return values;
    }

    draw({ left, factor, ...rest }) {
      const shares = Object.values(rest);
      const [low, step] = this.bounds(shares);
      const across = scale([1, Math.max(shares.length, 2)], [LEFT + 14, RIGHT]);
      const up = scale([low, low + step * (TICKS - 1)], [BOTTOM, TOP]);
      const places = shares.map((share, k) => [across(k + 1), up(Math.log10(share))]);
      this.line.setAttribute("d", `M${places.map((place) => place.map((x) => x.toFixed(1))).join("L")}`);
      this.dots.forEach((dot, k) => {
        const [x, y] = places[k] ?? places[0];
        dot.setAttribute("cx", x);
        dot.setAttribute("cy", y);
        this.numbers[k].setAttribute("x", x);
        this.numbers[k].textContent = k in places ? k + 1 : "";
      });
      this.ticks.forEach((tick, n) => (tick.textContent = power(low + n * step)));
      this.show("left", size(left));
      this.show("factor", size(factor));
    }

    /** The lowest tick, and the distance of two, as powers of ten, so that all shares are seen. */
    bounds(shares) {
      const powers = shares.map(Math.log10);
      const [low, high] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers, 0))];
      const step = Math.max(1, Math.ceil((high - low) / (TICKS - 1)));
      return [high - step * (TICKS - 1), step];
    }

    solved({ left }, { depth }) {
      return Math.round(depth) === this.initial.most && left >= 0.1 && left <= 10;
    }

    sentence({ left }, { depth, activation, start }) {
      return `${Math.round(depth)} hidden layers, ${activation}, ${start}: layer 1 gets ${size(left)} of the output's delta.`;
    }
  }

  customElements.define("explore-layers", Layers);
})();
