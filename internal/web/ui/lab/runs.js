/** The runs of the lab: the server keeps them, the stream tells how they go on. */
import { computed, effect, signal } from '@preact/signals';
import { ask, post } from '../api.js';
import { go, route } from '../router.js';
import { say, session, takeMessages, tellError } from '../store.js';
import { saying } from './saying.js';

/** All runs, newest first; null until the server has told. */
export const runs = signal(/** @type {Run[] | null} */ (null));
export const fault = signal(/** @type {Error | null} */ (null));
/** What came of runs, by id, as far as it was asked for. */
export const results = signal(/** @type {Record<string, LabResult | SweepResult>} */ ({}));
/** The runs whose result could not be read. */
export const unread = signal(/** @type {string[]} */ ([]));
/** The runs that are being cancelled. */
export const ending = signal(/** @type {string[]} */ ([]));

/** The run in view, by its id; '' for none. */
export const opened = computed(() => route.value.params.get('run') ?? '');
/** The runs on one axis with it. */
export const compared = computed(() => (route.value.params.get('compare') ?? '').split(',').filter(Boolean));

/** @param {Run} run */
export const isOver = (run) => run.state !== 'running' && run.state !== 'waiting';

/** @param {LabResult | SweepResult} r @returns {r is SweepResult} */
export const isSweep = (r) => 'cells' in r;

/** Keeps the list up to date for as long as the page stands. */
export function startRuns() {
  takeMessages('run', takeRun);
  takeMessages('run_deleted', ({ id }) => drop(id));
  effect(() => {
    if (session.value === 0) return;
    // It may be another start, whose runs bear the same names.
    gone.clear();
    heard.clear();
    [results.value, ending.value, unread.value] = [{}, [], []];
    reload();
  });
  effect(() => {
    const wanted = new Set([opened.value, ...compared.value]);
    for (const run of runs.value ?? []) if (wanted.has(run.id) && run.state === 'done' && !unread.value.includes(run.id)) loadResult(run.id);
  });
}

export function reload() {
  ask('/api/lab/runs').then(({ runs: all }) => {
    fault.value = null;
    const told = /** @type {Run[]} */ (all ?? []).filter((r) => !gone.has(r.id)).map((r) => later(r, heard.get(r.id)));
    runs.value = newestFirst([...told, ...[...heard.values()].filter((r) => !told.some((t) => t.id === r.id) && !gone.has(r.id))]);
  }, (err) => (fault.value = err));
}

/** @param {Run[]} all */
const newestFirst = (all) => [...all].sort((a, b) => (BigInt(b.started_ns || 0) > BigInt(a.started_ns || 0) ? 1 : -1));

/** How far along a state is. @type {Record<RunState, number>} */
const AGE = { waiting: 0, running: 1, done: 2, failed: 2, cancelled: 2 };

/** Runs that were deleted: news of them is old. @type {Set<string>} */
const gone = new Set();
/** What the stream told last of each run. @type {Map<string, Run>} */
const heard = new Map();

/** Whichever is further along: a list may be older than what the stream told. @param {Run} a @param {Run | undefined} b */
function later(a, b) {
  if (!b) return a;
  return AGE[b.state] > AGE[a.state] || (b.state === a.state && b.done > a.done) ? b : a;
}

/** @param {Run} m */
function takeRun(m) {
  if (gone.has(m.id)) return;
  heard.set(m.id, m);
  const all = runs.peek() ?? [], old = all.find((r) => r.id === m.id);
  if (old && later(m, old) === old) return;
  runs.value = old ? all.map((r) => (r.id === m.id ? m : r)) : [m, ...all];
  if (!isOver(m)) return;
  ending.value = ending.peek().filter((id) => id !== m.id);
  if (old && isOver(old)) return;
  if (m.state === 'failed') say(`The run failed: ${m.error}`);
  if (m.state === 'cancelled') say('The run was cancelled.');
  if (m.state === 'done') loadResult(m.id).then((r) => r && say(`The run is done. ${saying(r).text}`));
}

/** Results on their way. @type {Map<string, Promise<any>>} */
const coming = new Map();

/** @param {string} id @returns {Promise<LabResult | SweepResult | null>} */
function loadResult(id) {
  const have = results.peek()[id];
  if (have) return Promise.resolve(have);
  const on = coming.get(id) ?? ask(`/api/lab/runs/${id}`).then((run) => {
    if (run.result) results.value = { ...results.peek(), [id]: run.result };
    return run.result ?? null;
  }).catch(() => {
    unread.value = [...unread.peek(), id];
    return null;
  }).finally(() => coming.delete(id));
  coming.set(id, on);
  return on;
}

/** Asks again for a result that could not be read. @param {string} id */
export function readAgain(id) {
  unread.value = unread.peek().filter((x) => x !== id);
  loadResult(id);
}

/** Begins a run and shows it. @param {LabRequest} request @returns {Promise<string>} its id */
export async function begin(request) {
  const { run } = await post('/api/lab/runs', request);
  if (!runs.peek()?.some((r) => r.id === run)) reload();
  return run;
}

/** @param {string} id */
export function cancel(id) {
  ending.value = [...ending.peek(), id];
  post(`/api/lab/runs/${id}/cancel`, {}).catch((err) => {
    ending.value = ending.peek().filter((x) => x !== id);
    tellError(err);
  });
}

/** @param {string} id */
export async function remove(id) {
  gone.add(id);
  try {
    await post(`/api/lab/runs/${id}/delete`, {});
  } catch (err) {
    gone.delete(id);
    throw err;
  }
  drop(id);
}

/** Takes a run out of all that is shown. @param {string} id */
function drop(id) {
  gone.add(id);
  runs.value = (runs.peek() ?? []).filter((r) => r.id !== id);
  const others = compared.peek().filter((x) => x !== id);
  if (opened.peek() === id || others.length < compared.peek().length) show(opened.peek() === id ? '' : opened.peek(), others, true);
}

/** Shows a run and those beside it. @param {string} run @param {string[]} beside @param {boolean} [replace] */
export function show(run, beside = compared.peek(), replace = false) {
  const params = new URLSearchParams();
  if (run) params.set('run', run);
  if (beside.length > 0) params.set('compare', beside.join(','));
  const query = decodeURIComponent(params.toString());
  go('/lab' + (query && '?' + query), { replace });
}

/** Puts a run on the common axis, or takes it off. @param {string} id */
export function compare(id) {
  const all = compared.peek();
  show(opened.peek(), all.includes(id) ? all.filter((x) => x !== id) : [...all, id], true);
}
