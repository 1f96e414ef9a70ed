// Runs Python apart from the page, so that it can be stopped.
"use strict";

// What there is to load besides scripts, each with its bytes, what of it is NumPy, and the hash
// of Python's library: they are filled in when a site is built.
const SIZES = {};
const NUMPY = "";
const HASH = "";

const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const SITE = "/lib/python3.12/site-packages";
const OWN = ["runner", "library"];

const LIBRARY = "python_stdlib.zip";
const ARCHIVE = "/lib/python312.zip"; // where Python has it
const COMPILED = { store: `compiled ${new URL(".", location)}`, place: `${LIBRARY}?${HASH}` };
const QUIET = 2000; // milliseconds without a run

const total = Object.values(SIZES).reduce((sum, bytes) => sum + bytes, 0);
const loaded = {};

function note(name, bytes) {
  loaded[name] = bytes;
  const sum = Object.values(loaded).reduce((all, part) => all + part, 0);
  postMessage({ loaded: Math.min(sum, total), total });
}

/** Count what comes in a copy: of the answer itself, browsers keep the compiled code. */
async function count(copy, name) {
  let bytes = 0;
  let last = 0;
  for (const reader = copy.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (performance.now() - last < 100) continue;
    last = performance.now();
    note(name, bytes);
  }
  note(name, SIZES[name]);
}

const plainFetch = self.fetch;

self.fetch = async (what, ...options) => {
  const name = new URL(what.url ?? what, location).pathname.split("/").at(-1);
  const answer = (name === LIBRARY && (await compiled())) || (await plainFetch(what, ...options));
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  if (name in SIZES) count(answer.clone(), name).catch(() => {});
  return answer;
};

const bytesOf = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

/** Return Python's library as this device has compiled it before, if it has: it starts sooner. */
async function compiled() {
  return self.caches?.match(COMPILED.place, { cacheName: COMPILED.store }).catch(() => {});
}

/** Compile what of the library is in use, for the next page. */
async function compile() {
  if (!self.caches || (await compiled())) return;
  const { library } = await python;
  const archive = library.compiled(ARCHIVE).toJs();
  await caches.delete(COMPILED.store);
  const store = await caches.open(COMPILED.store);
  await store.put(COMPILED.place, new Response(archive));
}

async function start() {
  try {
    await WebAssembly.compile(EMPTY_MODULE); // where it is refused, Pyodide would wait forever
  } catch {
    throw new Error("the host of this page does not let it run (WebAssembly is refused)");
  }
  importScripts("pyodide.js");
  const [pyodide, numpy, modules, ...sources] = await Promise.all([
    loadPyodide({ indexURL: "./", lockFileURL: "lock.json" }),
    bytesOf(NUMPY),
    bytesOf("modules.zip"),
    ...OWN.map((name) => bytesOf(`${name}.py`)),
  ]);
  pyodide.unpackArchive(numpy, "wheel");
  pyodide.unpackArchive(modules, "zip", { extractDir: SITE });
  OWN.forEach((name, index) => pyodide.FS.writeFile(`${SITE}/_${name}.py`, sources[index]));
  pyodide.runPython("import numpy");
  return { runner: pyodide.pyimport("_runner"), library: pyodide.pyimport("_library") };
}

let python;
let quiet;

onmessage = async ({ data: steps }) => {
  clearTimeout(quiet);
  try {
    python ??= start();
    const { run } = (await python).runner;
    postMessage({ started: true });
    run(JSON.stringify(steps), (step, source, output, failed) =>
      postMessage({ step, source, output, failed }),
    );
    postMessage({ done: true });
    quiet = setTimeout(() => compile().catch(() => {}), QUIET);
  } catch (error) {
    await self.caches?.delete(COMPILED.store).catch(() => {}); // it may be why
    postMessage({ broken: String(error.message ?? error).trim().split("\n").at(-1) });
  }
};
