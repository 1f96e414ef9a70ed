// Finds where the site begins, for a page that is shown at any address, and mends its links.
(async () => {
  const parts = location.pathname.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    const start = `${parts.slice(0, depth).join("/")}/`;
    const answer = await fetch(`${start}assets/live.js`).catch(() => undefined);
    if (!answer?.ok) continue;
    for (const link of document.querySelectorAll('a[href^="/"]'))
      link.setAttribute("href", start + link.getAttribute("href").slice(1));
    return;
  }
})();
