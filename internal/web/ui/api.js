/**
 * The HTTP API, typed. Times in nanoseconds travel as strings, because a
 * JavaScript number loses their last digits.
 *
 * @typedef {'site' | 'arena' | 'replay' | 'sample'} Source
 * @typedef {'verified' | 'mismatch' | 'no-seed' | 'partial'} Verdict
 * @typedef {{source: string, id: string}} Key
 *
 * @typedef {Key & {started_ns: string, ticks: number, seen: number, peak: number, peak_tick: number,
 *   rug_tick: number | null, rug_price: number | null, rug_certain: boolean, complete: boolean, missing: number,
 *   repaired: number, trades: number, side_bets: number, verdict: Verdict, law_consistent: boolean | null,
 *   seeded: boolean, pinned: boolean, quarantined: boolean, resumed: boolean, spark: number[]}} RoundItem
 * @typedef {{total: number, offset: number, samples: boolean, rounds: RoundItem[]}} RoundPage
 *
 * @typedef {{tick: number, side: string, price: number, quantity: number | string, amount: number | string,
 *   coin: string, player: string}} Trade
 * @typedef {{start: number, end: number, stake: number | string, payout: number | string, settled: boolean,
 *   coin: string, player: string}} SideBet
 * @typedef {{field: string, tick: number, value: string}} Conflict
 * @typedef {RoundItem & {version: string, seed: string, seed_hash: string, hash_seen_ns: string, revision: number,
 *   file_hash: string, prices: (number | null)[], recv_ms: (number | null)[], rug_ms: number | null, origins: [number, number, string][],
 *   gaps: [number, number][], repairs: [number, number, string][], trade_list: Trade[], side_bet_list: SideBet[],
 *   conflicts: Conflict[], prev: string | null, next: string | null}} RoundDetail
 *
 * @typedef {{law: string, verdict: Verdict, hash_ok: boolean | null, prices_checked: number, prices_equal: number,
 *   first_mismatch: number | null, expected: number | null, seen: number | null, peak_ok: boolean | null,
 *   rug_price_ok: boolean | null, rug_tick_ok: boolean | null, derived_rug_tick: number | null,
 *   derived_rug_price: number | null, derived_peak: number | null, law_consistent: boolean | null, impossible_at: number | null, why: string,
 *   seed: string, seed_hash: string, pinned: boolean, hash_seen_ns: string}} Proof
 *
 * @typedef {{file: string, line: number, kind: string, text: string}} Loss
 * @typedef {{files: number, rounds: number, rounds_new: number, complete: number, gapped: number, repaired: number,
 *   malformed_lines: number, salvaged_ticks: number, duplicates: number, quarantined: number,
 *   damage: Record<string, number> | null, losses: Loss[] | null}} ImportReport
 * @typedef {{id: string, what: string, state: 'running' | 'done' | 'failed' | 'cancelled', files: number,
 *   files_done: number, bytes: number, bytes_done: number, lines: number, rounds: number, error: string,
 *   report: ImportReport | null}} Job
 * @typedef {{version: string, home: string, rounds: number, samples: boolean, first: Key | null}} Home
 */

/** A refusal by the server, or the want of one: status 0 means no answer. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message @param {string} hint */
  constructor(status, message, hint) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

const meta = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=rugtape-token]'));

/** The token of the server's present start. */
export function token() {
  return meta.content;
}

/**
 * Takes the token out of a fresh copy of the page: it changes at every start
 * of the server. Tells whether there is a new one.
 */
export async function renewToken() {
  const page = await (await fetch('/', { cache: 'no-store' })).text();
  const found = /name="rugtape-token" content="([^"]+)"/.exec(page);
  if (!found || found[1] === meta.content) return false;
  meta.content = found[1];
  return true;
}

/** @param {string} path @param {RequestInit} [init] @returns {Promise<any>} */
async function ask(path, init) {
  let answer;
  try {
    answer = await fetch(path, init);
  } catch (err) {
    if (init?.signal?.aborted) throw err;
    throw new ApiError(0, 'rugtape does not answer', 'Check that it is still running; this page reconnects by itself.');
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw new ApiError(answer.status, body?.error ?? `${answer.status} ${answer.statusText}`, body?.hint ?? '');
}

/** @param {string} path @param {object} body */
async function post(path, body) {
  const send = () => ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Rugtape-Token': token() },
    body: JSON.stringify(body),
  });
  try {
    return await send();
  } catch (err) {
    if (err instanceof ApiError && (err.status === 401 || err.status === 403) && await renewToken()) return send();
    throw err;
  }
}

/** The path of a round's part. @param {Key} key @param {string} part @param {string} [query] */
function roundPath(key, part, query = '') {
  const source = key.source ? `source=${encodeURIComponent(key.source)}` : '';
  const all = [source, query].filter(Boolean).join('&');
  return `/api/rounds/${encodeURIComponent(key.id)}${part}${all && '?' + all}`;
}

/** @returns {Promise<Home>} */
export const getHome = () => ask('/api/home');

/** @param {string} query @param {AbortSignal} [signal] @returns {Promise<RoundPage>} */
export const getRounds = (query, signal) => ask('/api/rounds?' + query, { signal });

/** @param {Key} key @param {AbortSignal} [signal] @returns {Promise<RoundDetail>} */
export const getRound = (key, signal) => ask(roundPath(key, ''), { signal });

/** @param {Key} key @param {AbortSignal} [signal] @returns {Promise<Proof>} */
export const getProof = (key, signal) => ask(roundPath(key, '/proof'), { signal });

/** Where a round can be downloaded. @param {Key} key @param {'jsonl' | 'csv'} format */
export const filePath = (key, format) => roundPath(key, '/file', 'format=' + format);

/** @returns {Promise<{jobs: Job[]}>} */
export const getJobs = () => ask('/api/jobs');

/** @param {string[]} paths @returns {Promise<{job: string}>} */
export const importPaths = (paths) => post('/api/import', { paths });

/** @param {string} id */
export const cancelJob = (id) => post(`/api/jobs/${encodeURIComponent(id)}/cancel`, {});

/** @param {Key[]} rounds @returns {Promise<{undo: string, deleted: number}>} */
export const deleteRounds = (rounds) => post('/api/rounds/delete', { rounds });

/** @param {string} undo @returns {Promise<{restored: number}>} */
export const restoreRounds = (undo) => post('/api/rounds/restore', { undo });

/**
 * Sends files. `fetch` cannot tell how far it got, so this is the older way.
 *
 * @param {File[]} files
 * @param {(fraction: number) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<{job: string}>}
 */
export function upload(files, progress, signal) {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.webkitRelativePath || file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/upload');
    request.setRequestHeader('X-Rugtape-Token', token());
    request.responseType = 'json';
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    request.onload = () => {
      if (request.status < 300) resolve(request.response);
      else reject(new ApiError(request.status, request.response?.error ?? `the upload was refused (${request.status})`, request.response?.hint ?? ''));
    };
    request.onerror = () => reject(new ApiError(0, 'the upload broke off', 'Try again, or import by path: nothing has to be copied then.'));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
