import { html } from '../html.js';
import { NONE, bytes, count, exactTime, msOf, plural } from '../format.js';
import { brief, inMs } from './words.js';

/** The feed in figures. @param {{feed: FeedStatus, now: number}} props */
export function FeedFigures({ feed: f }) {
  if (f.feed === 'off') return null;
  return html`
    <dl class="facts num" data-test="feed-figures">
      ${f.url && html`<div><dt>Address</dt><dd class="mono">${f.url}</dd></div>`}
      <${Figure} name="Ticks apart" of=${f.interval_ms} tip="Time from one frame of the game to the next, as it arrived here" />
      <${Figure} name="Under way" of=${f.lag_ms} tip="From the server's time in a frame to its arrival, by both clocks" />
      <${Figure} name="To the page" of=${f.handling_ms} tip="From a frame's arrival until a page can have it" />
      <div><dt>Came in</dt><dd data-tip=${`${count(f.bytes)} bytes`}>${plural(f.messages, 'message')}, ${bytes(f.bytes)}</dd></div>
      <div><dt>Reconnects</dt><dd data-test="reconnects">${count(f.reconnects)}</dd></div>
      ${f.unreadable > 0 && html`<div><dt>Not read</dt><dd class="warn-text">${plural(f.unreadable, 'message')} could not be decoded; the journal has them</dd></div>`}
      ${f.jumps > 0 && html`<div><dt>Clock</dt><dd class="warn-text">this machine’s clock jumped ${f.jumps === 1 ? 'once' : `${count(f.jumps)} times`}</dd></div>`}
    </dl>`;
}

/** A distribution: the middle, and how far it goes. @param {{name: string, of: Spread | null, tip: string}} props */
function Figure({ name, of, tip }) {
  const rest = of && html` <span class="muted"><small>p95 ${inMs(of.p95)}, p99 ${inMs(of.p99)}, most ${inMs(of.max)}</small></span>`;
  return html`<div><dt data-tip=${tip}>${name}</dt><dd data-tip=${of ? `of the last ${count(of.n)}` : 'nothing to tell it by yet'}>${of ? inMs(of.p50) : NONE}${rest}</dd></div>`;
}

/** The recorder in figures. @param {{recorder: RecorderStatus, now: number}} props */
export function RecorderFigures({ recorder: r, now }) {
  if (r.state === 'off' && r.entries === 0) return null;
  const synced = msOf(r.synced_ns);
  return html`
    <dl class="facts num" data-test="rec-figures">
      <div><dt>Journal</dt><dd data-tip=${`${count(r.bytes)} bytes`}>${bytes(r.bytes)}, ${plural(r.entries, 'message')}</dd></div>
      <div><dt>On the disk</dt><dd data-tip=${exactTime(synced)}>${Number.isNaN(synced) ? 'nothing yet' : `up to ${brief(now - synced)} ago`}${r.behind_ms > 0 && `, ${inMs(r.behind_ms)} behind`}</dd></div>
      <div><dt>Rounds</dt><dd>${plural(r.rounds, 'round')}, ${plural(r.ticks, 'tick')}${r.gaps + r.filled > 0 && html`<small class="muted"> ${plural(r.gaps, 'gap')}, ${plural(r.filled, 'missed tick')} filled</small>`}</dd></div>
      ${r.file && html`<div><dt>File</dt><dd class="mono" data-tip=${r.file}>${r.file.split(/[\\/]/).at(-1)}</dd></div>`}
    </dl>`;
}
