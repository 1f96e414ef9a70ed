// Keeps the whole site on the reader's device, so that it can be read without a network.
"use strict";

// The address of each file, seen from here, with the hash of its contents: publishing fills it in.
const FILES = {};

// The same, of what is large: it is kept when a reader first uses it.
const LATER = {};

const BASE = self.registration.scope;
const STORE = `book ${BASE}`;

/** Returns where the contents of a file are kept: other contents, another place. */
const placeOf = (path) => `${BASE}${path}?${FILES[path] ?? LATER[path]}`;

/** Returns what FILES says of contents. */
async function hashOf(contents) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", contents));
  return [...bytes.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Fetches what has changed since the last edition; the files of that one stay until it is left. */
async function keep() {
  if (!Object.keys(FILES).length) return self.skipWaiting(); // the author is writing
  const store = await caches.open(STORE);
  await Promise.all(Object.keys(FILES).map(async (path) => {
    if (await store.match(placeOf(path))) return;
    const answer = await fetch(BASE + path, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    const contents = await answer.arrayBuffer();
    // Of a host that is half updated, the other half would stay for good.
    if ((await hashOf(contents)) !== FILES[path]) throw new Error(`another edition of ${path}`);
    // A browser shows no page that came by a redirect, but its copy.
    await store.put(placeOf(path), new Response(contents, answer));
  }));
  return undefined;
}

async function forget() {
  const places = new Set(Object.keys({ ...FILES, ...LATER }).map(placeOf));
  const store = await caches.open(STORE);
  const old = (await store.keys()).filter(({ url }) => !places.has(url));
  await Promise.all(old.map((request) => store.delete(request)));
  await self.clients.claim();
}

async function kept(path) {
  const store = await caches.open(STORE);
  return (await store.match(placeOf(path))) ?? fetch(BASE + path);
}

/** Fetches what is kept from now on, if it is of this edition. */
async function keepNow(path, event) {
  const store = await caches.open(STORE);
  const found = await store.match(placeOf(path));
  if (found) return found;
  const answer = await fetch(BASE + path, { cache: "no-cache" });
  if (!answer.ok) return answer;
  const { headers } = answer;
  event.waitUntil(answer.clone().arrayBuffer().then(async (contents) => {
    if ((await hashOf(contents)) !== LATER[path]) return;
    await store.put(placeOf(path), new Response(contents, { headers }));
  }));
  return answer;
}

/** The theme swaps pages in place if the site map names them, by the address where the site is now. */
function siteMap() {
  const pages = Object.keys(FILES).filter((path) => /(^|\/)$/.test(path));
  const rows = pages.map((path) => `<url><loc>${(BASE + path).replaceAll("&", "&amp;")}</loc></url>`);
  return new Response(`<urlset>${rows.join("")}</urlset>`, { headers: { "Content-Type": "text/xml" } });
}

function answerTo(event) {
  const { request } = event;
  const address = new URL(request.url);
  const whole = address.origin + address.pathname;
  if (request.method !== "GET" || !whole.startsWith(BASE)) return undefined;
  const path = whole.slice(BASE.length).replace(/(^|\/)index\.html$/, "$1");
  if (path === "sitemap.xml") return siteMap();
  if (path in FILES) return kept(path);
  if (path in LATER) return keepNow(path, event);
  if (`${path}/` in FILES) return Response.redirect(`${BASE}${path}/${address.search}`);
  if (request.mode === "navigate") return fetch(request).catch(() => kept("404.html"));
  return undefined;
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("message", ({ data }) => data === "renew" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const answer = Object.keys(FILES).length && answerTo(event);
  if (answer) event.respondWith(answer);
});
