/** The HTTP API. */

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
export async function ask(path, init) {
  let answer;
  try {
    answer = await fetch(path, init);
  } catch (err) {
    if (init?.signal?.aborted) throw err;
    throw new ApiError(0, 'rugtape does not answer', 'Check that it is still running; this page reconnects by itself.');
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw refusal(answer.status, body, answer.statusText);
}

/** @param {number} status @param {any} body @param {string} otherwise what to say where the server said nothing */
function refusal(status, body, otherwise) {
  return new ApiError(status, body?.error ?? `${otherwise} (${status})`, body?.hint ?? '');
}

/** @param {string} path @param {object} body */
export async function post(path, body) {
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

/** @returns {Promise<Status>} */
export const getStatus = () => ask('/api/live/status');

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
      else reject(refusal(request.status, request.response, 'the upload was refused'));
    };
    request.onerror = () => reject(new ApiError(0, 'the upload broke off', 'Try again, or import by path: nothing has to be copied then.'));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
