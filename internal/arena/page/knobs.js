/** What the query asks of the page, for lessons and tests. */

/** @type {{name: string, on: string, says: string}[]} */
export const KNOBS = [
  { name: 'labels', on: '2', says: 'other words on the buttons, and class names of another make' },
  { name: 'move', on: '1', says: 'the buttons change places and stray a little, twice in three seconds' },
  { name: 'slow', on: '800', says: 'BUY, SELL and SIDEBET can be pressed only so many milliseconds after they could' },
  { name: 'late', on: '1000', says: 'the game is shown so many milliseconds late; orders are done at the price that holds' },
  { name: 'banner', on: '1', says: 'a cookie banner covers the buttons until it is answered' },
  { name: 'worker', on: '1', says: 'the connection lives in a worker and not in the page' },
];

const MOST_MS = 60_000;

/** @param {URLSearchParams} query @returns {Knobs} */
export function readKnobs(query) {
  /** @param {string} name */
  const ms = (name) => Math.min(Math.max(Number(query.get(name)) || 0, 0), MOST_MS);
  return {
    player: query.get('player') ?? '',
    worker: query.get('worker') === '1',
    move: query.get('move') === '1',
    slow: ms('slow'),
    late: ms('late'),
    labels: query.get('labels') === '2' ? 2 : 1,
    banner: query.get('banner') === '1',
  };
}

/** The address with one knob turned on or off. @param {URL} here @param {string} name @param {string} on */
export function turned(here, name, on) {
  const there = new URL(here);
  if (there.searchParams.has(name)) there.searchParams.delete(name);
  else there.searchParams.set(name, on);
  return there.pathname + there.search;
}
