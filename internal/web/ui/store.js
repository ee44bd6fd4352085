/**
 * What the page knows, in one place. The stream's messages come in here;
 * components read the signals and send commands, and write nothing.
 */
import { batch, computed, signal } from '@preact/signals';
import { getHome, getJobs } from './api.js';
import { schedule } from './frame/frames.js';
import { startSocket } from './socket.js';

/** The stream. */
export const link = signal(/** @type {Link} */ ({ state: 'connecting', attempt: 0, retryAt: 0, why: '' }));
/** Rises by one with each hello: whoever holds something of the server's takes it again. */
export const session = signal(0);
/** The player of this page, as of the last animation frame. */
export const player = signal(/** @type {Player | null} */ (null));
/** Rises when the player has ended under the page. */
export const lost = signal(0);
/** Rises when the catalogue changed. */
export const revision = signal(0);
/** Whose messages are taken: what a player or the live edge still tells after the page has turned away comes late. */
export const watched = signal(/** @type {'' | 'player' | 'live'} */ (''));
/** How the feed, the recorder and the live desk are; null until it is told. */
export const status = signal(/** @type {Status | null} */ (null));
export const home = signal(/** @type {Home | null} */ (null));
/** The imports that were not dismissed, newest first. */
export const jobs = signal(/** @type {Job[]} */ ([]));
/** The import that ended last while this page stood; what ended before it is old news. */
export const newest = signal('');
/** Until the first list of jobs is in, what has ended did so before this page. */
let settling = true;
export const running = computed(() => jobs.value.filter((j) => j.state === 'running'));
export const toasts = signal(/** @type {Toast[]} */ ([]));
/** What a screen reader says next. */
export const spoken = signal('');

/** The one that serves us now, by its start and version. */
let start = '';
let version = '';

export function startStore() {
  startSocket({ message: receive, link: (l) => (link.value = l) });
}

/** Who is told of a kind of messages before the store is. @type {Map<string, (m: any) => unknown>} */
const takers = new Map();

/** Has a part of the page see the messages of a kind; one for which it answers true is its alone. @param {string} kind @param {(m: any) => unknown} take */
export function takeMessages(kind, take) {
  takers.set(kind, take);
}

/** @param {any} m */
function receive(m) {
  if ((m.kind === 'player' || m.kind === 'live') && m.kind !== watched.peek()) return;
  if (takers.get(m.kind)?.(m) === true) return;
  switch (m.kind) {
    case 'hello': return hello(m);
    case 'player': return receivePlayer(m);
    case 'status': return void (status.value = m);
    case 'library':
      revision.value = m.revision;
      getHome().then((h) => (home.value = h), () => {});
      return;
    case 'job': return takeJob(m);
    case 'ended': return void lost.value++;
    case 'error': return tell({ text: m.error, hint: m.hint, tone: 'bad' });
  }
}

/** Whether an import is over, in whatever way. @param {Job} job */
export const isOver = (job) => job.state !== 'running' && job.state !== 'waiting';

/** @param {{start: string, version: string}} m */
function hello(m) {
  const again = start !== '', before = start;
  const renewed = again && m.start !== start;
  if (version && m.version !== version) {
    tell({ text: `rugtape is now version ${m.version}.`, action: { label: 'Load its page', run: () => location.reload() } });
  }
  ({ start, version } = m);
  batch(() => {
    if (again) say('Connected again.');
    if (renewed) {
      latest = null;
      // The new one counts its jobs from 1 again.
      jobs.value = jobs.value.filter(isOver).map((j) => ({ ...j, id: `${j.id} of ${before}` }));
      if (newest.value) newest.value += ` of ${before}`;
      revision.value = 0;
    }
    session.value++;
  });
  getHome().then((h) => (home.value = h), () => {});
  getJobs().then(({ jobs: all }) => all.forEach(takeJob), () => {}).finally(() => (settling = false));
}

/** @type {Player | null} */
let latest = null;

/** Keeps the newest state; the page sees it in its next frame. @param {Player} m */
function receivePlayer(m) {
  if (latest && latest.player === m.player && m.seq <= latest.seq) return;
  latest = m;
  schedule(showPlayer);
}

function showPlayer() {
  player.value = latest;
}

/** Forgets the player, when the page leaves it. */
export function dropPlayer() {
  latest = null;
  player.value = null;
}

/** Imports that were dismissed, by start and id; a reload of the tab keeps them. @type {Set<string>} */
const dismissed = new Set((sessionStorage.getItem('rugtape.dismissed') ?? '').split(' '));

/** How far along a state is. @type {Record<Job['state'], number>} */
const AGE = { waiting: 0, running: 1, done: 2, failed: 2, cancelled: 2 };

/** @param {Job} job */
function takeJob(job) {
  if (dismissed.has(start + job.id)) return;
  const old = jobs.value.find((j) => j.id === job.id);
  if (old && AGE[old.state] > AGE[job.state]) return; // older news, come late
  jobs.value = old ? jobs.value.map((j) => (j.id === job.id ? job : j)) : [job, ...jobs.value];
  if (settling || !isOver(job) || (old && isOver(old))) return;
  newest.value = job.id;
  say(outcome(job));
}

/** @param {Job} job */
function outcome(job) {
  if (job.state === 'done' && job.report?.rounds === 0) return 'Import done: nothing to import was found.';
  if (job.state === 'done') return `Import done: ${job.report?.rounds ?? job.rounds} rounds, ${job.report?.rounds_new ?? 0} of them new.`;
  return job.state === 'failed' ? `Import failed: ${job.error}` : 'Import cancelled.';
}

/** @param {string[]} ids */
export function dismissJobs(...ids) {
  for (const id of ids) dismissed.add(start + id);
  sessionStorage.setItem('rugtape.dismissed', [...dismissed].join(' '));
  jobs.value = jobs.value.filter((j) => !ids.includes(j.id));
}

let toastID = 0;

/** Shows a message for a while, in place of one that told of the same. @param {Omit<Toast, 'id'>} toast */
export function tell(toast) {
  const id = ++toastID;
  const others = toasts.value.filter((t) => !toast.about || t.about !== toast.about);
  toasts.value = [...others.slice(-2), { ...toast, id }];
  return id;
}

/** @param {number} id */
export function dismissToast(id) {
  toasts.value = toasts.value.filter((t) => t.id !== id);
}

/** Shows what went wrong. @param {unknown} err */
export function tellError(err) {
  if (err instanceof DOMException && err.name === 'AbortError') return;
  const hint = err instanceof Error && 'hint' in err ? String(err.hint) : '';
  tell({ text: err instanceof Error ? err.message : String(err), hint, tone: 'bad' });
}

/** Has the screen reader say a sentence. @param {string} text */
export function say(text) {
  spoken.value = '';
  spoken.value = text;
}
