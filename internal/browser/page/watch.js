/** The player's own presses, told as they are made and before the page acts on them. */

/** For how long after a heartbeat there is somebody to tell, ms. */
const BEAT_MS = 5000;

/** Presses told within a second at most: a script of the page can make thousands. */
const MOST_TOLD = 30;

let beatAt = -Infinity;
let watching = false;
let second = 0;
let told = 0;

/** Says that somebody listens. Without it the page holds nothing of ours. */
function beat() {
  beatAt = performance.now();
  if (!watching) addEventListener('click', onClick, true);
  watching = true;
  return Date.now();
}

/** Whether somebody listened lately; if not, what was put into the page goes. */
function isHeard() {
  const heard = performance.now() - beatAt < BEAT_MS;
  if (!heard) {
    removeEventListener('click', onClick, true);
    watching = false;
  }
  return heard;
}

/** @param {MouseEvent} e */
function onClick(e) {
  if (ours || !isHeard() || !mayTell()) return;
  const target = e.composedPath()[0];
  if (!(target instanceof Node)) return;
  for (const control of Object.keys(selectors.controls)) {
    const { el, label } = findControl(control);
    if (control === 'amount' || !el?.contains(target)) continue;
    /** @type {Seen} */
    const seen = { control, label: label.slice(0, 200), amount: fieldText(), at: Date.now(), trusted: e.isTrusted, page: location.origin + location.pathname };
    globalThis.rugtapeTell?.(JSON.stringify(seen));
    return;
  }
}

/** Counts what is told in a second. */
function mayTell() {
  const now = Math.floor(performance.now() / 1000);
  if (now !== second) [second, told] = [now, 0];
  return ++told <= MOST_TOLD;
}

function fieldText() {
  const { el } = findControl('amount');
  return el instanceof HTMLInputElement ? el.value.slice(0, 40) : '';
}
