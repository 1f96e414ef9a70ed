// Lets readers change and run the examples of a page. Loaded when one is opened, and not before.

import { Python } from "./python.js";

export const python = new Python();

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL("run.css", import.meta.url);
document.head.append(style);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The examples of a box: what was typed, and what the build found that it prints. */
export function examples(text) {
  const found = [];
  let typing = false;
  for (const row of text.replace(/\n$/, "").split("\n")) {
    if (/^>>>( |$)/.test(row)) {
      found.push({ source: row.slice(4), output: "" });
      typing = true;
    } else if (typing && /^\.\.\.( |$)/.test(row)) found.at(-1).source += `\n${row.slice(4)}`;
    else if (found.length && !(typing && row.startsWith("#"))) {
      typing = false;
      found.at(-1).output += `${row}\n`;
    }
  }
  return found.map(({ source, output }) => ({ source: source.trimEnd(), output }));
}

export const sourceOf = (book) => book.map(({ source }) => source).join("\n");

export const prompted = (source) =>
  source
    .split("\n")
    .map((row, index) => `${index ? "..." : ">>>"} ${row}`.trimEnd())
    .join("\n");

const typed = new WeakMap(); // what stands in an open box, by its code

/** What a box holds now: what the reader has made of it, or the book's examples. */
export const current = (code) => typed.get(code)?.value ?? sourceOf(examples(code.textContent));

/** Shows what the statements of one run give, beside what the book says. */
class Report {
  constructor(output, book) {
    this.output = output;
    this.book = [...book];
    this.same = 0;
    this.other = 0;
    output.replaceChildren();
  }

  add(source, text) {
    const at = this.book.findIndex((example) => example.source === source);
    const [known] = at < 0 ? [] : this.book.splice(0, at + 1).slice(-1);
    const differs = known && known.output !== text;
    if (known) this[differs ? "other" : "same"] += 1;
    if (source) this.output.append(make("span", { class: "here-code" }, prompted(source)), "\n");
    this.output.append(make("span", differs ? { class: "here-other" } : {}, text));
    if (differs) this.output.append(make("span", { class: "here-book" }, inBook(known.output)));
  }
}

const inBook = (output) =>
  output
    ? output.replace(/^/gm, "in the book: ").replace(/in the book: $/, "")
    : "in the book: nothing\n";

/** Tell what keys do: indent, run, leave. */
function keysOf(input, form) {
  const insert = (text) => document.execCommand("insertText", false, text); // which can be undone

  function indent(out) {
    const start = input.value.lastIndexOf("\n", input.selectionStart - 1) + 1;
    input.setSelectionRange(start, input.selectionEnd);
    const rows = input.value.slice(start, input.selectionEnd).split("\n");
    const text = rows.map((row) => (out ? row.replace(/^ {1,4}/, "") : `    ${row}`)).join("\n");
    if (text) insert(text);
    else document.execCommand("delete");
    input.setSelectionRange(start, start + text.length);
  }

  return (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && control) form.requestSubmit();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      const row = input.value.slice(0, input.selectionStart).split("\n").at(-1);
      insert(`\n${/^ */.exec(row)[0]}${/:\s*$/.test(row) ? "    " : ""}`);
    } else if (control && (event.key === "]" || event.key === "[")) indent(event.key === "[");
    else if (event.key === "Escape") form.elements.run.focus();
    else return;
    event.preventDefault();
  };
}

const CHECK = /^def (check_\w+)\(([^)]*)\)/m;

/** The call of the check that a box defines, if it is that of an exercise. */
function checkOf(source) {
  const [, name, parameters] = CHECK.exec(source) ?? [];
  return name && `${name}(${parameters.split(",").map((one) => one.split(/[:=]/)[0].trim())})`;
}

/** Open a box of examples: an area to type in takes its place, or stands below it for an answer. */
export function open(boxes, index, offer) {
  const code = boxes[index];
  const box = code.closest(".highlight");
  const check = checkOf(sourceOf(examples(code.textContent)));
  const book = check ? [] : examples(code.textContent);
  const original = sourceOf(book);
  const name = `here-${index + 1}`;
  const input = make("textarea", {
    id: name, rows: original.split("\n").length + (check ? 5 : 1), wrap: "off", spellcheck: "false",
    autocomplete: "off", autocapitalize: "off", "aria-describedby": `${name}-keys`,
  });
  input.value = original;
  if (!check) typed.set(code, input);
  const [run, stop, reset, close] = ["Run", "Stop", "Reset", "Close"].map((text, order) =>
    make("button", { type: order ? "button" : "submit", name: text.toLowerCase() }, text),
  );
  stop.disabled = true;
  const mine = make("button", { type: "button", hidden: "" }, "Use my values on this page");
  const status = make("p", { role: "status", class: "here-status" });
  const bar = make("progress", { hidden: "", max: 1, "aria-label": "Loading Python" });
  const output = make("pre", { class: "here-output" });
  const printed = make("div", { role: "region", tabindex: 0, hidden: "",
    "aria-label": check ? "What your answer prints" : `What example ${index + 1} prints` }, output);
  const form = make("form", { class: "here" },
    make("label", { for: name }, check ? "Your answer, in Python" : `Example ${index + 1} of this page`),
    input,
    make("p", { id: `${name}-keys`, class: "here-keys" },
      "Ctrl+Enter runs it, after the examples above it. Tab leaves the box; Ctrl+] and Ctrl+[ ",
      "indent. Here, NumPy warns of no overflow, its integers have 32 bits, and there are no threads."),
    make("p", {}, run, " ", stop, " ", reset, " ", close, " ", mine),
    bar, status, printed);

  function say(text, verdict = "") {
    status.textContent = text;
    form.dataset.verdict = verdict;
  }

  function busy(on) {
    stop.disabled = !on;
    run.disabled = on;
    bar.hidden = true;
    form.setAttribute("aria-busy", on);
  }

  function conclude(report, above, wrong) {
    if (check) return say(wrong ? `Not yet: ${wrong.split("\n")[0]}.` : "Right: every case holds.",
      wrong ? "other" : "same");
    if (above) return say(above, "other");
    const all = report.same === book.length && input.value.trimEnd() === original;
    if (all) return say("It prints the same as in the book.", "same");
    return say(`${report.same} of the book's ${book.length} outputs are the same.`,
      report.other ? "other" : "changed");
  }

  /** Tell of a run from its start to its end. */
  async function follow(act) {
    if (run.disabled) return;
    busy(true);
    say(python.started ? "Running." : "Loading Python.");
    const end = await act({
      loaded(bytes, total) {
        bar.hidden = bytes === total;
        bar.value = bytes / total;
        say(`Loading Python: ${(bytes / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB.`);
      },
      started() {
        bar.hidden = true;
        say("Running.");
      },
    });
    if (end !== "done") say(end, "other");
    const lost = document.activeElement === stop;
    busy(false);
    if (lost) run.focus();
  }

  const submit = () => follow(async (hear) => {
    printed.hidden = false;
    const report = new Report(output, book);
    const steps = boxes.slice(0, index + 1).map((other) => ({ code: current(other) }));
    const shown = check ? steps.push({ code: input.value }) - 1 : index;
    if (check) steps.push({ check });
    let above = "";
    let wrong = "";
    const end = await python.run(steps, {
      ...hear,
      told({ step, source, output: text, failed }) {
        if (step === shown) report.add(source, text);
        else if (step > shown) report.add("", (wrong = text));
        else if (failed && !boxes[step].textContent.includes(text.trimEnd()))
          above ||= `Example ${step + 1} above fails: ${text.trim().split("\n").at(-1)}`;
      },
    });
    if (end === "done") conclude(report, above, wrong);
    return end;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  stop.addEventListener("click", () => python.stop("Stopped."));
  reset.addEventListener("click", () => {
    input.value = original;
    output.replaceChildren();
    printed.hidden = true;
    say(check ? "" : "As in the book again.");
    mine.hidden = true;
    input.focus();
  });
  close.addEventListener("click", () => {
    if (run.disabled) python.stop("Closed.");
    typed.delete(code);
    form.remove();
    box.hidden = offer.hidden = false;
    offer.firstElementChild.disabled = false;
    offer.firstElementChild.focus();
  });
  input.addEventListener("keydown", keysOf(input, form));
  form.addEventListener("input", () => { mine.hidden = !!check || input.value.trimEnd() === original; });
  mine.addEventListener("click", () => follow(async (hear) => {
    const { compute } = await import("./mine.js");
    const end = await compute(boxes, hear);
    if (end === "done") say("The page shows your values.", "changed");
    return end;
  }));
  box.hidden = !check;
  offer.hidden = true;
  offer.after(form);
  input.focus();
  if (!check) submit();
}
