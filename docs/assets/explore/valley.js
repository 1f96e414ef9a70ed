// The cost over two weights as a map, and a ball that rolls down on it, with momentum or without.
(() => {
  "use strict";

  const { Figure, activations, clamp, fixed, html, placeOf, scale, svg } = window.explore;

  const [sigmoid, slopeOf] = activations.sigmoid;
  const MOST = 300;
  const [CELL, BANDS] = [6, 20];
  const SIDES = [[34, 346], [286, 4]];

  class Valley extends Figure {
    fields() {
      const [across, up] = this.initial.plane;
      const number = (label, [min, max], step = 0.01) => ({ label, min, max, step });
      return {
        a: number("Start v₁", across),
        b: number("Start v₃", up),
        eta: number("Rate η", [0.01, 5]),
        momentum: number("Momentum", [0, 0.95]),
        steps: number("Steps", [0, MOST], 1),
      };
    }

    build() {
      this.scales = this.initial.plane.map((ends, k) => scale(ends, SIDES[k]));
      const back = this.initial.plane.map((ends, k) => scale(SIDES[k], ends));
      this.trail = svg("path", { class: "gradient trail" });
      this.dots = svg("path", { class: "gradient dots" });
      this.ball = svg("circle", { r: 7, class: "weight" });
      const label = "A map of the cost over two weights, the stronger the color, the higher, with the way of a ball.";
      const frame = svg("path", { d: "M34 4V286H346", class: "thin" });
      const drawing = this.drawing(360, 310, label, ...this.map(back), frame, ...this.axes());
      const area = svg("rect", { x: 34, y: 4, width: 312, height: 282, class: "touch explore-plane" });
      area.addEventListener("click", (event) => {
        const { x, y } = placeOf(drawing, event);
        const [a, b] = [x, y].map((one, k) => Number(back[k](one).toFixed(2)));
        this.halt();
        this.set({ a, b, steps: 0 });
      });
      drawing.append(this.trail, this.dots, this.ball, area);
      const shown = (name, symbol) => html("span", { class: symbol, "data-shown": name });
      const words = ["v₁ = ", shown("v1", "weight"), ", v₃ = ", shown("v3", "weight"), ", cost ", shown("E", "error")];
      this.stage.append(drawing, html("p", { class: "explore-words" }, ...words));
      this.controls.append(...Object.keys(this.known).map((name) => this.range(name)));
      this.buttons.append(...this.stepper("steps", "One step", "Roll", { pause: 100 }));
    }

    /** The heights of the map in bands, each a path of little squares. */
    map(back) {
      const { lowest, highest } = this.initial;
      const bands = Array(BANDS).fill("");
      for (let x = SIDES[0][0]; x < SIDES[0][1]; x += CELL) {
        for (let y = SIDES[1][1]; y < SIDES[1][0]; y += CELL) {
          const { E } = this.at(back[0](x + CELL / 2), back[1](y + CELL / 2));
          bands[Math.floor(clamp(Math.sqrt((E - lowest) / (highest - lowest)), 0, 0.999) * BANDS)] += `M${x} ${y}h${CELL}v${CELL}h-${CELL}z`;
        }
      }
      return bands.map((d, k) => svg("path", { d, class: "error band", "fill-opacity": (0.7 * k) / BANDS }));
    }

    axes() {
      const text = (x, y, words) => svg("text", { x, y, class: "end" }, words);
      const marks = [0, 2, 4, 6].flatMap((n) => [
        text(this.scales[0](n) + 5, 303, n),
        text(28, this.scales[1](-n) + 5, fixed(-n, 0)),
      ]);
      return [...marks, text(346, 303, "v₁"), text(28, 18, "v₃")];
    }

    /** The cost and its two slopes where the weights are a and b. */
    at(a, b) {
      const { H, T, v2 } = this.initial;
      const sum = { E: 0, da: 0, db: 0 };
      H.forEach(([h1, h2, h3], k) => {
        const z = h1 * a + h2 * v2 + h3 * b;
        const miss = sigmoid(z) - T[k];
        const delta = miss * slopeOf(z);
        sum.E += miss ** 2 / 2;
        sum.da += delta * h1;
        sum.db += delta * h3;
      });
      return sum;
    }

    path({ a, b, eta, momentum, steps }) {
      const path = [[a, b]];
      let speed = [0, 0];
      for (let step = 1; step <= steps; step++) {
        const { da, db } = this.at(a, b);
        speed = [da, db].map((slope, k) => momentum * speed[k] + slope);
        [a, b] = [a - eta * speed[0], b - eta * speed[1]];
        path.push([a, b]);
      }
      return path;
    }

    compute(state) {
      const [v1, v3] = this.path(state).at(-1);
      return { v1, v3, ...this.at(v1, v3) };
    }

    draw(values, state) {
      for (const name of ["v1", "v3", "E"]) this.show(name, fixed(values[name]));
      const path = this.path(state);
      const { plane } = this.initial;
      const places = path.map((place) => place.map((one, k) => this.scales[k](clamp(one, ...plane[k])).toFixed(1)));
      this.trail.setAttribute("d", `M${places.join("L")}`);
      this.dots.setAttribute("d", places.map((place) => `M${place}h0`).join(""));
      const [x, y] = places.at(-1);
      this.ball.setAttribute("cx", x);
      this.ball.setAttribute("cy", y);
      this.ball.classList.toggle("gone", path.at(-1).some((one, k) => one !== clamp(one, ...plane[k])));
    }

    solved({ E }, { a, b, steps }) {
      const { initial } = this;
      return a === initial.a && b === initial.b && steps <= initial.within && E < initial.below;
    }

    sentence({ v1, v3, E }, { steps }) {
      return `After ${Math.floor(steps)} steps the weights are ${fixed(v1)} and ${fixed(v3)}, and the cost is ${fixed(E)}.`;
    }
  }

  customElements.define("explore-valley", Valley);
})();
