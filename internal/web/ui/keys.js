/** The keyboard. One table; the help, the tooltips and the listener read it. */

/**
 * @typedef {{keys: string, does: string, part: 'Everywhere' | 'Round' | 'Live' | 'Library' | 'Lab' | 'Wire'}} Entry
 * @typedef {(e: KeyboardEvent) => void} Action
 */

/** @type {Entry[]} */
export const entries = [
  { part: 'Round', keys: 'Space', does: 'Play or pause' },
  { part: 'Round', keys: '← →', does: 'One tick back, one tick on' },
  { part: 'Round', keys: 'Shift ← →', does: 'Ten ticks' },
  { part: 'Round', keys: 'Home End', does: 'First tick, last tick' },
  { part: 'Round', keys: '1 … 9', does: 'Speed 0.1x, 0.25x, 0.5x, 1x, 2x, 5x, 10x, 30x, 100x' },
  { part: 'Round', keys: '0', does: 'As fast as it goes' },
  { part: 'Round', keys: '[ ] \\', does: 'The loop starts, ends here; no loop' },
  { part: 'Round', keys: 'F', does: 'Follow on to the next round' },
  { part: 'Round', keys: 'H', does: 'Hide what lies after the cursor' },
  { part: 'Round', keys: 'L', does: 'Logarithmic or linear price' },
  { part: 'Round', keys: 'C', does: 'Candles or line' },
  { part: 'Round', keys: 'T', does: 'Recorded or even timing' },
  { part: 'Round', keys: '+ - R', does: 'Nearer, farther, the whole round' },
  { part: 'Round', keys: 'P N', does: 'Round before, next round' },
  { part: 'Round', keys: 'B S D', does: 'On paper: buy, sell all, bet on a rug' },
  { part: 'Live', keys: 'End', does: 'To now' },
  { part: 'Live', keys: 'Space', does: 'Hold the cursor here; again: to now' },
  { part: 'Live', keys: '← → Home', does: 'Back and on in the round, while it runs' },
  { part: 'Live', keys: 'P', does: 'The round before' },
  { part: 'Library', keys: '↑ ↓', does: 'From round to round' },
  { part: 'Library', keys: 'Enter', does: 'Open the round' },
  { part: 'Library', keys: 'Space', does: 'Select the round; with Shift, all up to it' },
  { part: 'Library', keys: 'Del', does: 'Delete what is selected; it can be undone' },
  { part: 'Library', keys: 'I', does: 'Import' },
  { part: 'Lab', keys: 'R', does: 'Run what is set up; in the editor Ctrl Enter' },
  { part: 'Lab', keys: 'X', does: 'Cancel the run' },
  { part: 'Lab', keys: 'Ctrl S', does: 'Save the script, in the editor' },
  { part: 'Wire', keys: 'K Space', does: 'Pause; again: go on' },
  { part: 'Wire', keys: '↑ ↓', does: 'From event to event' },
  { part: 'Wire', keys: '/', does: 'Search the events' },
  { part: 'Everywhere', keys: '/', does: 'Search the library' },
  { part: 'Everywhere', keys: 'E', does: 'Feed, recorder, toasts and sounds' },
  { part: 'Everywhere', keys: 'A', does: 'Hands: your browser, arming, books and orders' },
  { part: 'Everywhere', keys: 'Esc', does: 'Close what is open' },
  { part: 'Everywhere', keys: 'Ctrl Shift X', does: 'STOP: disarms; bot and hand take no new risk; works in fields too' },
  { part: 'Everywhere', keys: '?', does: 'This list' },
];

/** What the digit keys set; 0 is as fast as it goes. */
export const SPEED_KEYS = [0, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100];

/** Who takes keys, the newest first: what stands over a screen, then what is of the page. @type {Map<string, Action>[][]} */
const [sheets, screens] = [[], []];

/**
 * Takes keys for as long as a screen stands.
 *
 * @param {Record<string, Action>} table by name: 'Space', 'Shift+ArrowLeft', 'h'
 * @returns {() => void} gives them back
 */
export const takeKeys = (table) => take(screens, table);

/**
 * Takes keys for a sheet or menu, which is asked before any screen, also one that is drawn later.
 *
 * @param {Record<string, Action>} table
 */
export const takeKeysOver = (table) => take(sheets, table);

/** @param {Map<string, Action>[]} layers @param {Record<string, Action>} table */
function take(layers, table) {
  const layer = new Map(Object.entries(table));
  layers.unshift(layer);
  return () => {
    layers.splice(layers.indexOf(layer), 1);
  };
}

/** @param {KeyboardEvent} e */
function name(e) {
  if (e.key === ' ') return 'Space';
  if (e.key.length === 1) return e.key.toLowerCase();
  return (e.shiftKey ? 'Shift+' : '') + e.key;
}

/** Tells whether the key belongs to what has the focus. @param {KeyboardEvent} e */
function isTyping(e) {
  const at = e.target;
  if (!(at instanceof HTMLElement)) return false;
  if (at.isContentEditable || at.matches('textarea, select')) return true;
  return at.matches('input') && !at.matches('[type=checkbox], [type=radio], [type=button], [type=file]');
}

/** The control that a pointer pressed last; the browser's own notion of it changes with the first key. */
let pressed = /** @type {Element | null} */ (null);

/** A control reached by keyboard keeps the keys that work it; one that was clicked does not. @param {KeyboardEvent} e */
export function isWorking(e) {
  const at = e.target;
  if (!(at instanceof Element) || at === pressed) return false;
  if (e.key === 'Enter') return at.matches('button, a, summary, input');
  if (e.key === ' ') return at.matches('button, summary, input');
  return e.key.startsWith('Arrow') && at.matches('[role=tab], [role=slider], [type=radio]');
}

/** What acts in a sheet too. */
const EVERYWHERE = new Set(['Escape', '/', 'e', 'a', '?']);

/** What a key that is held down goes on doing. */
const REPEATS = /^(Arrow|Page|[-+=])/;

/** @param {KeyboardEvent} e */
function onKey(e) {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || isTyping(e) || isWorking(e)) return;
  if (document.querySelector('dialog[open]')) return;
  if (!EVERYWHERE.has(name(e)) && e.target instanceof Element && e.target.closest('[role=dialog]')) return; // whoever is in a sheet does not mean the chart
  for (const layer of [...sheets, ...screens]) {
    const action = layer.get(name(e));
    if (!action) continue;
    e.preventDefault();
    if (!e.repeat || REPEATS.test(e.key)) action(e);
    return;
  }
}

export function startKeys() {
  addEventListener('pointerdown', (e) => {
    pressed = e.target instanceof Element ? e.target.closest('button, summary, input, [role=slider]') : null;
  }, { capture: true });
  addEventListener('focusin', (e) => e.target !== pressed && (pressed = null));
  addEventListener('keydown', onKey);
}
