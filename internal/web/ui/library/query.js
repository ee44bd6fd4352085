/** What is asked of the library, in the address and to the server. */

/** @type {Query} */
const NOTHING = {
  q: '', verdict: '', source: '', complete: false, quarantined: false, peak_min: '', peak_max: '', ticks_min: '', ticks_max: '', from: '', to: '',
  sort: '-started',
};

/** @type {[Sort, string][]} */
export const SORTS = [
  ['-started', 'Newest first'], ['started', 'Oldest first'], ['-peak', 'Highest peak'], ['peak', 'Lowest peak'], ['-ticks', 'Longest'], ['ticks', 'Shortest'],
];

/** @param {URLSearchParams} params @returns {Query} */
export function readQuery(params) {
  const text = (/** @type {string} */ name) => params.get(name) ?? '';
  const number = (/** @type {string} */ name) => (/^\d+(\.\d+)?$/.test(text(name)) ? text(name) : '');
  const whole = (/** @type {string} */ name) => (/^\d+$/.test(text(name)) ? text(name) : '');
  const day = (/** @type {string} */ name) => (/^\d{4}-\d\d-\d\d$/.test(text(name)) ? text(name) : '');
  const sort = /** @type {Sort} */ (text('sort'));
  return {
    q: text('q'), verdict: text('verdict'), source: text('source'), complete: text('complete') === '1', quarantined: text('quarantined') === '1',
    peak_min: number('peak_min'), peak_max: number('peak_max'), ticks_min: whole('ticks_min'), ticks_max: whole('ticks_max'),
    from: day('from'), to: day('to'), sort: SORTS.some(([s]) => s === sort) ? sort : NOTHING.sort,
  };
}

/** The address of a query: only what differs from asking for all. @param {Query} query */
export function queryURL(query) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === NOTHING[/** @type {keyof Query} */ (name)]) continue;
    params.set(name, value === true ? '1' : String(value));
  }
  const text = params.toString();
  return '/library' + (text && '?' + text);
}

/** The query as the server reads it. @param {Query} query */
export function serverQuery(query) {
  const { from, to, ...rest } = query;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value) params.set(name, value === true ? '1' : String(value));
  }
  if (from) params.set('from_ns', nanoseconds(new Date(from + 'T00:00:00')));
  if (to) params.set('to_ns', nanoseconds(new Date(to + 'T23:59:59.999')));
  return params.toString();
}

/** @param {Date} date */
const nanoseconds = (date) => String(BigInt(date.getTime()) * 1_000_000n);

/** @typedef {{name: string, text: string, without: Partial<Query>}} Part a narrowing, in words, and what undoes it */

/** What narrows the list beside the search, one by one. @param {Query} q @returns {Part[]} */
export function narrowings(q) {
  /** @type {Part[]} */
  const parts = [];
  /** @param {string} name @param {'peak_min' | 'ticks_min' | 'from'} lo @param {'peak_max' | 'ticks_max' | 'to'} hi @param {string} [unit] */
  const range = (name, lo, hi, unit = '') => {
    const [a, b] = [q[lo], q[hi]];
    if (!a && !b) return;
    const text = a && b ? `${name} ${a}–${b}` : `${name} ${a ? 'from' : 'to'} ${a || b}`;
    parts.push({ name, text: text + unit, without: { [lo]: '', [hi]: '' } });
  };
  range('peak', 'peak_min', 'peak_max', 'x');
  range('ticks', 'ticks_min', 'ticks_max');
  range('day', 'from', 'to');
  if (q.quarantined) parts.push({ name: 'quarantined', text: 'quarantined', without: { quarantined: false } });
  return parts;
}

/** Whether anything narrows the list. @param {Query} q */
export const isNarrow = (q) => queryURL({ ...q, sort: NOTHING.sort }) !== '/library';

/** All of the library, in the same order. @param {Query} q @returns {Query} */
export const widest = (q) => ({ ...NOTHING, sort: q.sort });
