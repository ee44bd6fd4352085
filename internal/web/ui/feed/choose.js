import { signal, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { post } from '../api.js';
import { sentence } from '../format.js';
import { status, tellError } from '../store.js';
import { sheetOpen } from './line.js';

/** The feed that was asked for and is not there yet. */
const asked = signal('');
/** Why it could not be had. */
const fault = signal('');

/** Takes another feed: one that has a name, or an address. @param {string} feed */
export async function chooseFeed(feed) {
  asked.value = feed;
  fault.value = '';
  try {
    await post('/api/feed', { feed });
  } catch (err) {
    const { message, hint } = /** @type {import('../api.js').ApiError} */ (err);
    fault.value = [message, hint].filter(Boolean).map(sentence).join(' ');
    if (!sheetOpen.peek()) tellError(err);
  } finally {
    asked.value = '';
  }
}

/** @type {Record<string, string>} */
const ABOUT = {
  practice: 'rounds by the law, on this machine',
  live: 'the game itself; nothing is sent',
  off: 'nothing is watched',
};

/** Which game is watched. */
export function FeedChooser() {
  const s = /** @type {Status} */ (status.value);
  const now = asked.value || s.feed.feed, custom = /^https?:/.test(now);
  const named = s.feeds.some((f) => f.feed === 'off') ? s.feeds : [...s.feeds, { feed: 'off', label: 'Off', url: '' }];
  return html`
    <fieldset class="feed-choice" aria-busy=${asked.value !== ''}>
      <legend>Watch</legend>
      ${named.filter((f) => !/^https?:/.test(f.feed)).map((f) => html`
        <label><input type="radio" name="feed" checked=${now === f.feed} data-test=${`feed-${f.feed}`} onChange=${() => chooseFeed(f.feed)} />
          <span>${f.label}<small class="muted">${ABOUT[f.feed] ?? f.url}</small></span></label>`)}
      <${Address} on=${custom} url=${custom ? now : ''} />
      <p class="down" role="alert" data-test="feed-fault">${fault.value}</p>
    </fieldset>`;
}

/** Any server that speaks the game's protocol. @param {{on: boolean, url: string}} props */
function Address({ on, url }) {
  const typed = useSignal(url);
  /** @param {SubmitEvent} e */
  const take = (e) => {
    e.preventDefault();
    if (typed.value) chooseFeed(typed.value.trim());
  };
  return html`
    <form class="feed-address" onSubmit=${take}>
      <label for="feed-url">Another address<small class="muted">an arena, or any server that speaks the protocol</small></label>
      <input id="feed-url" class=${`field ${on ? 'set' : ''}`} inputmode="url" autocomplete="off" spellcheck="false" placeholder="http://127.0.0.1:7880" data-test="feed-url"
        value=${typed.value} onInput=${(/** @type {any} */ e) => (typed.value = e.currentTarget.value)} />
      <button type="submit" class="button" disabled=${typed.value === ''} data-test="feed-use">Watch</button>
    </form>`;
}
