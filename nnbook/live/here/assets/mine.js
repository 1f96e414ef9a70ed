// Computes a page anew with the reader's values: its examples, and the numbers that depend on them.

import { current, examples, make, prompted, python, sourceOf } from "./run.js";

let undo = () => {};

const plain = (text) => text.replaceAll("−", "-");

/** What each place of a page gives, be it a box or a live number, in their order; or why nothing. */
async function valuesOf(places, source, hear) {
  const found = places.map(() => []);
  const steps = places.map((place) =>
    place.matches("data") ? { value: place.dataset.told ?? place.title } : { code: source(place) },
  );
  const told = ({ step, ...given }) => found[step].push(given);
  const end = await python.run(steps, { ...hear, told });
  if (end !== "done") throw new Error(end);
  return found;
}

/** Show another text and value of a number; return what takes them back. */
function renew(number, text) {
  const { textContent, value } = number;
  number.textContent = text.replace(/-(?=[\d.])/g, "−");
  number.value = text;
  number.classList.add("here-mine");
  return () => {
    number.textContent = textContent;
    number.value = value;
    number.classList.remove("here-mine");
  };
}

/** Show what a box gives now, in its place; return what takes it back. */
function renewBox(code, given) {
  const box = code.closest(".highlight");
  const rows = given.flatMap(({ source, output }) => [`${prompted(source)}\n`, output]);
  const mine = make("pre", { class: "here-mine", tabindex: 0, role: "region",
    "aria-label": "An example with your values" }, ...rows);
  const { hidden } = box;
  box.hidden = true;
  if (!hidden) box.after(mine);
  return () => {
    mine.remove();
    if (!hidden) box.hidden = false;
  };
}

/** Compute the page with what now stands in its boxes, and show that; return how it ended. */
export async function compute(boxes, hear) {
  undo();
  const article = document.querySelector("article");
  const places = [...article.querySelectorAll("data.live, .highlight code")].filter(
    (place) => place.matches("data") || boxes.includes(place),
  );
  const bookOf = (code) => examples(code.textContent);
  let ours;
  let theirs;
  try {
    ours = await valuesOf(places, (code) => sourceOf(bookOf(code)), hear);
    theirs = await valuesOf(places, current, hear);
  } catch ({ message }) {
    return message;
  }
  const back = [];
  let numbers = 0;
  places.forEach((place, at) => {
    if (place.matches("data")) {
      const [{ output, failed }] = theirs[at];
      // A number that comes out otherwise without a change depends on what the page does not show.
      if (failed || ours[at][0].output !== plain(place.textContent)) return;
      numbers += output !== plain(place.textContent);
      back.push(renew(place, output));
    } else if (bookOf(place).some(({ source, output }, i) =>
      source !== theirs[at][i]?.source || output !== theirs[at][i].output)) {
      back.push(renewBox(place, theirs[at]));
    }
  });
  const button = make("button", { type: "button" }, "Back to the book's");
  const bar = make("div", { class: "here-bar", role: "status" });
  undo = () => {
    back.splice(0).forEach((act) => act());
    article.classList.remove("here-mixed");
    bar.remove();
  };
  button.addEventListener("click", () => undo());
  article.classList.add("here-mixed");
  article.prepend(bar);
  const words = `These are your values: ${numbers} number${numbers === 1 ? " has" : "s have"} changed. `;
  setTimeout(() => bar.append(words, "What is gray is the book's. ", button), 100);
  return "done";
}
