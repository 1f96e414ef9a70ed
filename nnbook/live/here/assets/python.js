// Python in a worker: one for all that is open on a page, which ends with the page.

export const limits = { seconds: 60, controller: 10 };

const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** Wait for what keeps files on the device, if it is on its way: it keeps what comes through it. */
async function controlled() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || serviceWorker.controller) return;
  if (!(await serviceWorker.getRegistration())) return;
  const change = new Promise((resolve) => {
    serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  if (!serviceWorker.controller) await Promise.race([change, seconds(limits.controller)]);
}

export class Python {
  constructor() {
    addEventListener("pagehide", () => this.stop("The page was left."));
    // The theme may put another page in this one's place.
    const article = () => document.querySelector("article");
    let here = article();
    window.document$?.subscribe(() => {
      if (here !== article()) this.stop("The page was left.");
      here = article();
    });
  }

  get started() {
    return !!this.worker;
  }

  /** End what runs, and Python with it; `why` is what the run comes to. */
  stop(why) {
    this.worker?.terminate();
    this.worker = undefined;
    this.finish?.(why);
  }

  /** Run steps in order, afresh; return "done", or why they did not come to their end. */
  async run(steps, { loaded, started, told }) {
    if (this.finish) this.stop("Another example was run.");
    const end = new Promise((resolve) => { this.finish = resolve; });
    const { finish } = this;
    let timer;
    await controlled();
    if (finish === this.finish) {
      this.worker ??= new Worker(new URL("worker.js", import.meta.url), { name: "Python" });
      this.worker.onerror = () => this.stop("Python could not be loaded from this site.");
      this.worker.onmessage = ({ data }) => {
        if (data.total) loaded(data.loaded, data.total);
        else if (data.started) {
          started();
          const late = () => this.stop(`Stopped after ${limits.seconds} seconds.`);
          timer = setTimeout(late, limits.seconds * 1000);
        } else if (data.source !== undefined) told(data);
        else if (data.done) finish("done");
        else this.stop(`Python could not be had: ${data.broken}.`);
      };
      this.worker.postMessage(steps);
    }
    const how = await end;
    clearTimeout(timer);
    if (finish === this.finish) this.finish = undefined;
    return how;
  }
}
