// Handwriting: a drawing, the coarse image that it becomes, and what a trained network makes of it.
(() => {
  "use strict";

  const { Figure, clamp, fixed, forward, html, placeOf, svg } = window.explore;

  const SIDE = 32;
  const DIGITS = [...Array(10).keys()];
  const PEN = 1.7; // in finer pixels
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const INK = "ink";

  const counted = (n) => [...Array(n).keys()];
  const each = counted(SIDE * SIDE);

  /** A drawing as text for the address, a bit a finer pixel, and back. */
  function pack(ink) {
    const bytes = counted(ink.length / 8).map((k) =>
      ink.slice(8 * k, 8 * k + 8).reduce((byte, bit) => 2 * byte + Number(bit), 0),
    );
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  function unpack(text) {
    const bytes = [...atob(text.replace(/-/g, "+").replace(/_/g, "/"))].map((letter) => letter.charCodeAt(0));
    return bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((byte >> bit) & 1) > 0));
  }

  /** As nnbook.digits.shrink: the square around the ink enlarged, then shares of 4 x 4 pixels. */
  function shrink(ink) {
    const lines = [(k) => Math.floor(k / SIDE), (k) => k % SIDE].map((line) => each.filter((k) => ink[k]).map(line));
    if (!lines[0].length) return Array(64).fill(0);
    const ends = lines.map((line) => [Math.min(...line), Math.max(...line) + 1]);
    const size = Math.max(...ends.map(([start, end]) => end - start));
    const [rows, columns] = ends.map(([start, end]) =>
      counted(SIDE).map((k) => Math.floor((start + end - size) / 2 + ((k + 0.5) * size) / SIDE)),
    );
    const within = (n) => n >= 0 && n < SIDE;
    const image = Array(64).fill(0);
    rows.forEach((row, i) =>
      columns.forEach((column, j) => {
        const black = within(row) && within(column) && ink[SIDE * row + column];
        image[8 * Math.floor(i / 4) + Math.floor(j / 4)] += Number(black) / 16;
      }),
    );
    return image;
  }

  class Draw extends Figure {
    fields() {
      const name = (k) => [String(k), `test image ${k + 1}`];
      return {
        shown: { label: "Show", options: [[INK, "your drawing"], ...counted(this.initial.count).map(name)] },
        ink: { label: "Drawing", bits: SIDE * SIDE },
      };
    }

    build() {
      [this.row, this.column] = [8, 12];
      this.squares = counted(64).map((k) => this.square(k, 4));
      this.small = counted(64).map((k) => this.square(k, 8));
      this.path = svg("path", { class: "input inked" });
      this.cursor = svg("circle", { r: PEN, class: "cursor" });
      const frame = svg("rect", { width: SIDE, height: SIDE, class: "frame" });
      const paper = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": true });
      paper.append(frame, ...this.squares, this.path, this.cursor);
      const name = "A pad to draw on. Arrow keys move the pen, Space puts it down and lifts it, Delete clears.";
      this.pad = html("div", { class: "explore-pad", tabindex: 0, role: "application", "aria-label": name }, paper);
      this.listen(paper);
      this.cells = counted(this.initial.first.hidden.length).map((j) =>
        svg("rect", { x: 88 + 8.4 * j, y: 22, width: 8, height: 28, class: "activation cell" }),
      );
      const inside = [...this.small, ...this.cells];
      const names = [[88, "its hidden activations"], [0, "its image"]].map(([x, text]) =>
        svg("text", { x, y: 14, class: "start" }, text),
      );
      const within = this.drawing(360, 86, "The image of eight by eight pixels, and the hidden activations.", ...inside, ...names);
      this.small.forEach((square) => square.setAttribute("transform", "translate(0 20)"));
      this.stage.append(this.pad, this.answers(), within, this.words());
      const surprise = this.button("Surprise me", () => this.surprise());
      const clear = this.button("Clear", () => this.clear());
      this.controls.append(this.select("shown"));
      this.buttons.append(surprise, clear);
      if (this.needed()) this.ready();
    }

    square(k, size) {
      const place = { x: size * (k % 8), y: size * Math.floor(k / 8), width: size, height: size };
      return svg("rect", { ...place, class: "input pixel" });
    }

    answers() {
      this.bars = DIGITS.map((k) => svg("rect", { x: 20, y: 18 * k + 3, height: 12, class: "activation bar" }));
      const texts = DIGITS.flatMap((k) => [
        svg("text", { x: 8, y: 18 * k + 14 }, k),
        svg("text", { x: 178, y: 18 * k + 14, class: "end", "data-shown": `o${k}` }),
      ]);
      return this.drawing(180, 180, "Ten outputs as bars, one for each digit.", ...this.bars, ...texts);
    }

    words() {
      const shown = (name, symbol = "") => html("span", { class: symbol, "data-shown": name });
      return html("p", { class: "explore-words" }, shown("answer"), " ", shown("truth"));
    }

    /** The trained network and the test images, which come when they are first needed. */
    async ready() {
      this.coming ??= this.file("network");
      this.loaded ??= await this.coming;
      this.render();
      return this.loaded;
    }

    /** Whether the state is another than the one whose numbers the page has brought. */
    needed() {
      return !this.loaded && this.state.shown !== this.initial.shown;
    }

    set(changes) {
      super.set(changes);
      if (this.needed()) this.ready();
    }

    readAddress() {
      super.readAddress();
      if (this.needed()) this.ready();
    }

    listen(paper) {
      let last;
      const follow = (event) => {
        const { x, y } = placeOf(paper, event);
        this.stroke(last ?? [y, x], [y, x]);
        last = [y, x];
      };
      paper.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        paper.setPointerCapture(event.pointerId);
        last = undefined;
        follow(event);
      });
      paper.addEventListener("pointermove", (event) => {
        if (paper.hasPointerCapture(event.pointerId)) follow(event);
      });
      this.pad.addEventListener("keydown", (event) => this.pressed(event));
      this.pad.addEventListener("blur", () => this.lower(false));
    }

    pressed(event) {
      const move = MOVES[event.key];
      if (move) {
        const before = [this.row + 0.5, this.column + 0.5];
        [this.row, this.column] = [this.row + move[0], this.column + move[1]].map((n) => clamp(n, 0, SIDE - 1));
        if (this.down) this.stroke(before, [this.row + 0.5, this.column + 0.5]);
      } else if (event.key === " ") this.lower(!this.down);
      else if (event.key === "Delete") this.clear();
      else return;
      event.preventDefault();
      this.drawCursor();
    }

    /** Put the pen down, or lift it. */
    lower(down) {
      this.down = down;
      const here = [this.row + 0.5, this.column + 0.5];
      if (down) this.stroke(here, here);
      this.drawCursor();
    }

    drawCursor() {
      this.cursor.setAttribute("cx", this.column + 0.5);
      this.cursor.setAttribute("cy", this.row + 0.5);
      this.cursor.classList.toggle("down", Boolean(this.down));
    }

    /** Ink what the pen touches on its way from one place to another. */
    stroke(from, to) {
      const ink = this.state.shown === INK ? unpack(this.state.ink) : each.map(() => false);
      const steps = Math.ceil(2 * Math.hypot(to[0] - from[0], to[1] - from[1])) || 1;
      for (let step = 0; step <= steps; step++) {
        const [y, x] = from.map((one, axis) => one + (step / steps) * (to[axis] - one));
        for (const k of each) {
          if (Math.hypot(Math.floor(k / SIDE) + 0.5 - y, (k % SIDE) + 0.5 - x) <= PEN) ink[k] = true;
        }
      }
      this.set({ shown: INK, ink: pack(ink) });
    }

    clear() {
      this.set({ shown: INK, ink: pack(each.map(() => false)) });
    }

    async surprise() {
      const { tests } = await this.ready();
      this.set({ shown: String(Math.floor(Math.random() * tests.length)) });
    }

    compute({ shown, ink, first }) {
      if (!this.loaded) return this.needed() ? {} : this.named(first.image, first.hidden, first.outputs);
      const image = shown === INK ? shrink(unpack(ink)) : this.pixels(shown);
      const { a } = forward(this.loaded.layers, image);
      return this.named(image, a[0], a[1]);
    }

    pixels(number) {
      return [...this.loaded.tests[number]].map((letter) => (letter.charCodeAt(0) - 97) / 16);
    }

    named(image, hidden, outputs) {
      const values = {};
      image.forEach((x, k) => (values[`x${k}`] = x));
      hidden.forEach((h, k) => (values[`h${k}`] = h));
      outputs.forEach((o, k) => (values[`o${k}`] = o));
      return values;
    }

    draw(values, { shown, ink }) {
      const waits = !("o0" in values);
      const written = shown === INK;
      counted(64).forEach((k) => {
        const x = values[`x${k}`] ?? 0;
        this.small[k].style.fillOpacity = x;
        this.squares[k].style.fillOpacity = written ? 0 : x;
      });
      const path = each.filter((k) => written && unpacked(ink)[k]).map((k) => `M${k % SIDE} ${Math.floor(k / SIDE)}h1v1h-1z`);
      this.path.setAttribute("d", path.join(""));
      const most = Math.max(1e-9, ...this.cells.map((_, j) => values[`h${j}`] ?? 0));
      this.cells.forEach((cell, j) => (cell.style.fillOpacity = (values[`h${j}`] ?? 0) / most));
      for (const k of DIGITS) {
        const o = values[`o${k}`] ?? 0;
        this.bars[k].setAttribute("width", (106 * o).toFixed(2));
        this.show(`o${k}`, waits ? "" : fixed(o, 3));
      }
      this.show("answer", waits ? "" : this.answer(values));
      const truth = written || waits ? "" : this.truth(shown);
      this.show("truth", truth);
    }

    answer(values) {
      const outputs = DIGITS.map((k) => values[`o${k}`]);
      const best = Math.max(...outputs);
      return `The network answers ${outputs.indexOf(best)}, with ${fixed(best, 3)}.`;
    }

    truth(shown) {
      const labels = this.loaded?.labels ?? [this.initial.first.label];
      return `The image shows a ${labels[shown]}.`;
    }

    solved(values, { shown }) {
      return shown === INK && Math.max(...DIGITS.map((k) => values[`o${k}`] ?? 0)) > this.initial.sure;
    }

    sentence(values, { shown }) {
      if (!("o0" in values)) return "The network is on its way.";
      return [this.answer(values), shown === INK ? "" : this.truth(shown)].join(" ").trim();
    }
  }

  let [last, bits] = [];
  /** The bits of a drawing, which are read once. */
  function unpacked(ink) {
    if (ink !== last) [last, bits] = [ink, unpack(ink)];
    return bits;
  }

  customElements.define("explore-draw", Draw);
})();
