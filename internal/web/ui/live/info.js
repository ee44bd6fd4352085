import { html } from '../html.js';
import { duration, exactTime, msOf, count, plural, price } from '../format.js';
import { tape } from '../round/cursor.js';
import { Events } from '../round/events.js';
import { edge } from './edge.js';
import { Players } from './players.js';

/** The facts of a round that runs, and the trades that were seen. */
export function LiveInfo() {
  const t = tape.value, m = edge.value;
  if (!t || !m) return html`<p class="muted">The facts of a round show here with the first one that is seen.</p>`;
  const d = t.data, ms = msOf(d.started_ns), end = d.recv_ms.findLast((x) => x !== null);
  return html`
    <div class="info" data-test="info">
      <dl class="facts num">
        <div><dt>Started</dt><dd data-tip=${exactTime(ms)}>${d.ticks > 0 ? exactTime(ms).split(' ')[1] : 'not yet'}</dd></div>
        <div><dt>Source</dt><dd>${d.source}${d.version && ` · law ${d.version}`}</dd></div>
        <div><dt>So far</dt><dd>${plural(d.ticks, 'tick')}${end ? `, ${duration(end)}` : ''}</dd></div>
        <div><dt>Peak</dt><dd>${d.seen > 0 ? `${price(d.peak)} at tick ${count(d.peak_tick)}` : 'none yet'}</dd></div>
        <div><dt>Seen</dt><dd>${d.missing > 0 ? `${count(d.seen)} of ${plural(d.ticks, 'tick')}` : 'every tick'}</dd></div>
        <div><dt>Players</dt><dd data-test="players">${plural(m.players_seen, 'player')} seen to trade${m.connected ? `, ${count(m.connected)} connected` : ''}</dd></div>
      </dl>
      <${Events} />
      <${Players} />
    </div>`;
}
