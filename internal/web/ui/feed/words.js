/** How the feed and the recorder are, in words for players. Pure text. */
import { NONE, bytes, msOf } from '../format.js';

/** @typedef {{tone: Tone, text: string}} Word */

/** The feed's name, short. @param {FeedStatus} f */
export function feedName({ feed }) {
  if (feed === 'live') return 'rugs.fun';
  return /^https?:/.test(feed) ? feed.replace(/^https?:\/\//, '') : feed;
}

/** The feed's name as it is offered. @param {Status} s */
export function feedLabel({ feed, feeds }) {
  return feeds.find((f) => f.feed === feed.feed)?.label ?? feedName(feed);
}

/** A length of time in a place for few letters, `12 s`, `5 min`. @param {number} ms */
export function brief(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 100) return `${s} s`;
  return s < 6000 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
}

/** Milliseconds, `250 ms`. @param {number | undefined} ms */
export const inMs = (ms) => (ms === undefined || !Number.isFinite(ms) ? NONE : `${ms < 1 ? ms.toFixed(2) : ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);

/** What stands in the bar. @param {FeedStatus} f @param {number} now @returns {Word} */
export function feedWord(f, now) {
  if (f.feed === 'off') return { tone: 'plain', text: '' };
  switch (f.state) {
    case 'connected': return { tone: 'good', text: inMs(f.interval_ms?.p50) };
    case 'degraded': return { tone: 'warn', text: inMs(f.interval_ms?.p50) };
    case 'stale': return { tone: 'warn', text: `still ${brief(stillFor(f, now))}` };
  }
  if (f.attempt === 0) return { tone: 'plain', text: 'connecting' };
  const left = msOf(f.retry_ns) - now;
  return { tone: 'bad', text: left > SOON_MS ? `again in ${brief(left)}` : 'dialling' };
}

/** What comes sooner is now. */
const SOON_MS = 500;

/** For how long nothing has moved. @param {FeedStatus} f @param {number} now */
export function stillFor(f, now) {
  const moved = msOf(f.moved_ns);
  return now - (Number.isNaN(moved) ? msOf(f.since_ns) : moved);
}

/** @param {FeedStatus} f @param {number} now */
const since = (f, now) => (Number.isNaN(msOf(f.since_ns)) ? '' : ` for ${brief(now - msOf(f.since_ns))}`);

/** How the feed is, as a sentence to go under its name. @param {FeedStatus} f @param {number} now @returns {Word} */
export function feedSentence(f, now) {
  const why = f.why && `: ${f.why}`;
  if (f.feed === 'off') return { tone: 'plain', text: 'No feed is chosen: nothing is watched and nothing is recorded.' };
  switch (f.state) {
    case 'connected': return { tone: 'good', text: `Connected${since(f, now)}.` };
    case 'degraded': return { tone: 'warn', text: `Connected, but not well${since(f, now)}${why}.` };
    case 'stale': return { tone: 'warn', text: `Nothing has moved for ${brief(stillFor(f, now))}${why}.` };
  }
  if (f.attempt === 0) return { tone: 'plain', text: `Connecting${why}…` };
  return { tone: 'bad', text: `Offline${since(f, now)}${why}. ${dialsAgain(f, now)}` };
}

/** When it is tried again. @param {FeedStatus} f @param {number} now */
export function dialsAgain(f, now) {
  const left = msOf(f.retry_ns) - now;
  return `It dials ${left > SOON_MS ? `again in ${brief(left)}` : 'now'}, for the ${ordinal(f.attempt + 1)} time.`;
}

/** @param {number} n */
function ordinal(n) {
  const end = n % 100 > 10 && n % 100 < 14 ? 'th' : ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th';
  return n + end;
}

/** More than this behind the present is worth a word. */
const BEHIND_MS = 1_000;

/** What stands in the bar. @param {RecorderStatus} r @returns {Word} */
export function recorderWord(r) {
  switch (r.state) {
    case 'off': return { tone: 'plain', text: 'off' };
    case 'halted': return { tone: 'bad', text: 'halted' };
  }
  if (r.late || r.behind_ms > BEHIND_MS) return { tone: 'warn', text: `${(r.behind_ms / 1000).toFixed(1)} s behind` };
  return { tone: 'good', text: bytes(r.bytes) };
}

/** How the recorder is, as a sentence. @param {RecorderStatus} r @returns {Word} */
export function recorderSentence(r) {
  switch (r.state) {
    case 'off': return { tone: 'plain', text: 'Not recording: what passes now is gone when the app ends.' };
    case 'halted': return { tone: 'bad', text: `Halted${r.why && `: ${r.why}`}. What passes now is not recorded.` };
  }
  if (r.late) return { tone: 'warn', text: 'Recording, but the disk is slow: the last second is not safe yet.' };
  return { tone: 'good', text: r.raw ? 'Recording everything as received, names and chat too.' : 'Recording. Names are replaced, chat and credentials are blank.' };
}
