/** Drawing, at most once per animation frame, whatever calls for it. */

/** @type {Set<() => void>} */
const due = new Set();
let queued = false;

const figures = { frames: 0, lastDrawMs: 0, longestDrawMs: 0 };

/** Figures of the drawing, for measuring from outside; read only. */
Object.defineProperty(window, '__rugtape', { value: Object.freeze({ drawing: () => ({ ...figures }) }) });

/** Runs a job in the next frame; asked for twice, it runs once. @param {() => void} job */
export function schedule(job) {
  due.add(job);
  if (queued) return;
  queued = true;
  if (document.hidden) runUnseen();
  else requestAnimationFrame(run);
}

const UNSEEN_MS = 250;

/** A page that nobody sees gets no frames; what it tells by a sound must not wait for one. */
function runUnseen() {
  setTimeout(() => queued && run(), UNSEEN_MS);
}

document.addEventListener('visibilitychange', () => document.hidden && runUnseen());

/** @param {() => void} job */
export function unschedule(job) {
  due.delete(job);
}

function run() {
  const start = performance.now();
  try {
    // A job may call for another one of the same frame: a set's walk sees it.
    for (const job of due) {
      due.delete(job);
      job();
    }
  } finally {
    queued = false;
    if (due.size > 0) schedule(run); // after a job that failed
  }
  figures.frames++;
  figures.lastDrawMs = performance.now() - start;
  figures.longestDrawMs = Math.max(figures.longestDrawMs, figures.lastDrawMs);
}
