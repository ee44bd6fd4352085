/** How the live edge stands, in words for players. Pure text. */
import { brief, dialsAgain, feedLabel, stillFor } from '../feed/words.js';
import { sentence } from '../format.js';

/**
 * @param {Link} link @param {Status | null} status @param {Phase | null} phase of the round that runs, null before the first is told @param {number} now
 * @returns {Standing}
 */
export function standingOf(link, status, phase, now) {
  if (link.state !== 'open' && link.attempt > 0) {
    return { state: 'gone', head: 'rugtape does not answer', text: 'What you see is as it was. The page connects again by itself.' };
  }
  if (link.state !== 'open' || !status) return { state: 'connecting', head: 'Connecting…', text: 'The page asks rugtape for the live edge.' };
  const { feed } = status, name = feedLabel(status);
  if (feed.feed === 'off') return { state: 'off', head: 'The feed is off', text: 'Nothing is watched and nothing is recorded. Choose a feed: Practice needs no network and no money.' };
  if (feed.state === 'offline' && feed.attempt === 0) return { state: 'connecting', head: `Connecting to ${name}…`, text: feed.why };
  if (feed.state === 'offline') return { state: 'offline', head: `${name} is offline`, text: `${sentence(feed.why)} ${dialsAgain(feed, now)}` };
  if (feed.state === 'stale') return { state: 'stale', head: `Stands still for ${brief(stillFor(feed, now))}`, text: feed.why };
  if (phase === null || phase === 'unknown') {
    const first = feed.feed === 'practice' ? 'The arena begins its first round in a moment.' : 'It says which round runs with its next frame.';
    return { state: 'waiting', head: `${name} is connected`, text: first };
  }
  if (feed.state === 'degraded') return { state: 'degraded', head: 'Connected, but not well', text: feed.why };
  return { state: 'fine', head: '', text: '' };
}
