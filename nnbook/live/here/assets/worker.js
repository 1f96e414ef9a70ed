// Runs Python apart from the page, so that it can be stopped.
"use strict";

// What there is to load besides scripts, each with its bytes, and what of it is NumPy: it is
// filled in when a site is built.
const SIZES = {};
const NUMPY = "";

const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const SITE = "/lib/python3.12/site-packages";

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
  const answer = await plainFetch(what, ...options);
  const name = new URL(what.url ?? what, location).pathname.split("/").at(-1);
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  if (name in SIZES) count(answer.clone(), name).catch(() => {});
  return answer;
};

const bytesOf = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

async function start() {
  try {
    await WebAssembly.compile(EMPTY_MODULE); // where it is refused, Pyodide would wait forever
  } catch {
    throw new Error("the host of this page does not let it run (WebAssembly is refused)");
  }
  importScripts("pyodide.js");
  const [python, numpy, modules, runner] = await Promise.all([
    loadPyodide({ indexURL: "./", lockFileURL: "lock.json" }),
    bytesOf(NUMPY),
    bytesOf("modules.zip"),
    fetch("runner.py").then((answer) => answer.text()),
  ]);
  python.unpackArchive(numpy, "wheel");
  python.unpackArchive(modules, "zip", { extractDir: SITE });
  python.FS.writeFile(`${SITE}/_here.py`, runner);
  python.runPython("import numpy");
  return python.pyimport("_here");
}

let runner;

onmessage = async ({ data: steps }) => {
  try {
    runner ??= start();
    const { run } = await runner;
    postMessage({ started: true });
    run(JSON.stringify(steps), (step, source, output, failed) =>
      postMessage({ step, source, output, failed }),
    );
    postMessage({ done: true });
  } catch (error) {
    postMessage({ broken: String(error.message ?? error).trim().split("\n").at(-1) });
  }
};
