// A matrix product: the row and the column that meet in an entry, and their sum.
(() => {
  "use strict";

  const { Figure, clamp, fixed, html } = window.explore;

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  /** At most four decimals, none of them for nothing. */
  const short = (x) => fixed(x).replace(/\.?0+$/, "");
  const wrapped = (x) => (x < 0 ? `(${short(x)})` : short(x));
  const lower = (n) => String(n).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
  const counted = (n) => Array.from({ length: n }, (_, i) => i + 1);

  class Vectorization extends Figure {
    fields() {
      const { X, W } = this.initial;
      [this.m, this.inputs, this.neurons] = [X.length, X[0].length, W.length];
      const options = (n) => counted(n).map((i) => [String(i), String(i)]);
      return {
        row: { label: "Row", options: options(this.m) },
        column: { label: "Column", options: options(this.neurons) },
      };
    }

    build() {
      this.cells = [];
      this.entries = {};
      this.grid = html("div", { class: "explore-product" });
      const [right, below] = [this.inputs + 1, this.inputs + 1];
      const widths = `repeat(${this.inputs}, 44px) 12px repeat(${this.neurons}, 44px)`;
      this.grid.style.gridTemplateColumns = widths;
      this.name("Wᵀ", "weight", 1, this.inputs);
      this.name("X", "input", below, 1);
      this.name("Z", "sum", below, right + 1);
      for (const i of counted(this.inputs)) {
        for (const j of counted(this.neurons)) this.cell("weight", `w${j}_${i}`, i, right + j, { column: j });
        for (const k of counted(this.m)) this.cell("input", `x${k}_${i}`, below + k, i, { row: k });
      }
      for (const k of counted(this.m)) {
        for (const j of counted(this.neurons)) this.entry(k, j, below + k, right + j);
      }
      this.stage.append(this.grid, this.equation());
      this.controls.append(this.select("row"), this.select("column"));
    }

    put(element, row, column) {
      element.style.gridArea = `${row} / ${column}`;
      this.grid.append(element);
    }

    name(text, symbol, row, column) {
      this.put(html("span", { class: `${symbol} explore-name`, "aria-hidden": true }, text), row, column);
    }

    cell(symbol, name, row, column, lines) {
      const cell = html("span", { class: symbol, "data-shown": name, "aria-hidden": true });
      this.cells.push([cell, lines]);
      this.put(cell, row, column);
    }

    /** An entry of the product: one of them is in the order of Tab, arrows lead to the others. */
    entry(k, j, row, column) {
      const entry = html("button", { type: "button", class: "sum", "data-shown": `z${k}_${j}` });
      const choose = () => this.choose(k, j);
      for (const event of ["click", "focus", "pointerenter"]) entry.addEventListener(event, choose);
      entry.addEventListener("keydown", (event) => {
        const move = MOVES[event.key];
        if (!move) return;
        event.preventDefault();
        const [next, beside] = [clamp(k + move[0], 1, this.m), clamp(j + move[1], 1, this.neurons)];
        this.entries[`${next} ${beside}`].focus();
      });
      this.entries[`${k} ${j}`] = entry;
      this.put(entry, row, column);
    }

    choose(k, j) {
      const chosen = { row: String(k), column: String(j) };
      if (chosen.row !== this.state.row || chosen.column !== this.state.column) this.set(chosen);
    }

    equation() {
      const shown = (name, symbol) => html("span", { class: symbol, "data-shown": name });
      const terms = counted(this.inputs).flatMap((i) => [
        shown(`x${i}`, "input"), " · ", shown(`w${i}`, "weight"), i < this.inputs ? " + " : " = ",
      ]);
      const words = [shown("name", "sum"), " = ", ...terms, shown("z", "sum")];
      return html("p", { class: "explore-words" }, ...words);
    }

    compute({ X, W, row, column }) {
      const values = {};
      X.forEach((x, k) => {
        W.forEach((w, j) => {
          values[`z${k + 1}_${j + 1}`] = x.reduce((sum, xi, i) => sum + xi * w[i], 0);
        });
      });
      values.z = values[`z${row}_${column}`];
      return values;
    }

    draw(values, { X, W, row, column }) {
      const showAll = (letter, table) =>
        table.forEach((line, k) => line.forEach((x, i) => this.show(`${letter}${k + 1}_${i + 1}`, short(x))));
      showAll("x", X);
      showAll("w", W);
      for (const [name, value] of Object.entries(values)) this.show(name, short(value));
      counted(this.inputs).forEach((i) => {
        this.show(`x${i}`, wrapped(X[row - 1][i - 1]));
        this.show(`w${i}`, wrapped(W[column - 1][i - 1]));
      });
      this.show("name", `z${lower(row)}${lower(column)}`);
      for (const [cell, lines] of this.cells) {
        cell.classList.toggle("lit", String(lines.row) === row || String(lines.column) === column);
      }
      for (const [place, entry] of Object.entries(this.entries)) {
        const chosen = place === `${row} ${column}`;
        const [k, j] = place.split(" ");
        entry.classList.toggle("lit", chosen);
        entry.tabIndex = chosen ? 0 : -1;
        entry.setAttribute("aria-label", `Row ${k}, column ${j}: ${entry.textContent}`);
        entry.setAttribute("aria-pressed", chosen);
      }
    }

    solved({ z, ...values }) {
      return z === Math.max(...Object.values(values));
    }

    sentence() {
      return this.querySelector(".explore-words").textContent;
    }
  }

  customElements.define("explore-vectorization", Vectorization);
})();
