import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { Copy } from '../frame/copy.js';
import { useNow } from '../frame/now.js';
import { sentence } from '../format.js';
import { toggleSheet } from '../feed/line.js';
import { retryNow } from '../socket.js';
import { link, say, status, tellError } from '../store.js';
import { tape } from '../round/cursor.js';
import { PRESALE_MS, aside, back, edge, toNow } from './edge.js';
import { standingOf } from './standing.js';

/** What stands over the chart: how the edge is where it is not well, the countdown to the next round, the way back to it. */
export function LiveCard() {
  const s = standingOf(link.value, status.value, edge.value?.phase ?? null, useNow());
  useEffect(() => {
    if (s.head) say(`${s.head}. ${sentence(s.text)}`); // once, not with every second
  }, [s.state]);
  if (!tape.value) return html`<${Empty} standing=${s} />`;
  if (s.state !== 'fine') return html`<${Trouble} standing=${s} />`;
  if (back.value) return aside.value ? html`<${Elsewhere} />` : null;
  const phase = edge.value?.phase;
  return phase === 'cooldown' || phase === 'presale' ? html`<${Countdown} />` : null;
}

/** With nothing to show of a round. @param {{standing: Standing}} props */
function Empty({ standing: s }) {
  const busy = s.state === 'connecting' || s.state === 'waiting';
  return html`
    <div class="state live-empty" aria-busy=${busy} data-test="live-state" data-state=${s.state}>
      <h2>${s.head}</h2>
      <p>${sentence(s.text)}</p>
      <${Ways} state=${s.state} />
    </div>`;
}

/** Over a round that stays as it was. @param {{standing: Standing}} props */
function Trouble({ standing: s }) {
  return html`
    <div class="live-card trouble" data-test="live-state" data-state=${s.state}>
      <p class="num"><strong>${s.head}.</strong> ${sentence(s.text)}</p>
      <${Ways} state=${s.state} />
    </div>`;
}

/** @param {string} feed */
const choose = (feed) => () => void import('../feed/choose.js').then((m) => m.chooseFeed(feed)).catch(tellError);

/** What can be done about it. @param {{state: Standing['state']}} props */
function Ways({ state }) {
  switch (state) {
    case 'gone': return html`<button type="button" class="button" data-test="live-retry" onClick=${retryNow}>Try now</button>`;
    case 'off': return html`
      <div class="live-ways">
        <button type="button" class="button strong" data-test="live-practice" onClick=${choose('practice')}>Practice</button>
        <button type="button" class="button" data-test="live-site" onClick=${choose('live')}>rugs.fun live</button>
      </div>`;
    case 'offline': case 'stale': return html`<button type="button" class="button small" data-test="live-feed" onClick=${toggleSheet}>Feed…</button>`;
  }
  return null;
}

/** The next round runs while the page looks at one that is over. */
function Elsewhere() {
  const m = /** @type {LiveMessage} */ (edge.value);
  const waits = m.phase === 'cooldown' || m.phase === 'presale';
  return html`
    <div class="live-card" data-test="next-runs">
      <p class="num">${waits ? `Next round in ${seconds(m.cooldown_ms)}` : 'Next round is running'}</p>
      <button type="button" class="button small strong" data-test="next-now" data-keys="End" data-tip="To the live edge" onClick=${toNow}>Now</button>
    </div>`;
}

/** @param {number} ms */
const seconds = (ms) => (ms / 1000).toFixed(1) + ' s';

/** As long as a countdown usually is. */
const WHOLE_MS = 15_000;

function Countdown() {
  const m = /** @type {LiveMessage} */ (edge.value), open = m.phase === 'presale';
  const whole = Math.max(WHOLE_MS, m.cooldown_ms);
  const hash = m.seed_hash && `${m.seed_hash.slice(0, 8)}…${m.seed_hash.slice(-8)}`;
  const says = m.paused ? 'The server has paused the countdown.' : open ? 'Orders at 1x are taken now.' : `Orders at 1x are taken in the last ${PRESALE_MS / 1000} s.`;
  return html`
    <div class=${`live-card countdown ${open ? '' : 'slim'}`} data-test="countdown" data-phase=${m.phase}>
      <p class="countdown-time num"><span class="muted">Next round in</span> <b data-test="countdown-s">${seconds(m.cooldown_ms)}</b></p>
      <progress max=${whole} value=${whole - m.cooldown_ms} aria-label="Until the next round"></progress>
      <p class=${open ? 'strong' : 'muted'} data-test="countdown-says">${says}</p>
      ${hash && html`
        <p class="muted countdown-hash"><small data-tip=${`SHA-256 of the seed, published now: the round can no longer be changed. ${m.seed_hash}`}>Fingerprint <span class="mono">${hash}</span></small>
          <${Copy} text=${m.seed_hash} what="Fingerprint" /></p>`}
    </div>`;
}
