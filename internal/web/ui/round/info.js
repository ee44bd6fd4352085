import { html } from '../html.js';
import { Copy } from '../frame/copy.js';
import { count, duration, exactPrice, exactTime, msOf, plural, price, relative } from '../format.js';
import { seek, tape } from './cursor.js';
import { Events } from './events.js';
import { veiled } from './proof.js';

/** The facts of the round as it was recorded. */
export function InfoPanel() {
  const t = tape.value;
  if (!t) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  const d = t.data, ms = msOf(d.started_ns), end = d.recv_ms.findLast((x) => x !== null);
  const hidden = html`<span class="muted">shown at the end</span>`;
  const of = (/** @type {any} */ value) => (veiled.value ? hidden : value);
  const tip = (/** @type {number | null} */ p) => (veiled.value ? undefined : exactPrice(p));
  const rug = d.rug_tick !== null && html`${price(d.rug_price)} ${d.rug_certain ? 'at' : 'at or before'} <${At} tick=${d.rug_tick} />`;
  return html`
    <div class="info" data-test="info">
      <dl class="facts num">
        <${Fact} name="Started" tip=${exactTime(ms)}>${Number.isNaN(ms) ? 'not recorded' : relative(ms)}</${Fact}>
        <${Fact} name="Source">${d.source}${d.version && ` · law ${d.version}`}</${Fact}>
        <${Fact} name="Length">${of(`${d.ticks ? plural(d.ticks, 'live tick') : 'no live tick'}${end ? `, ${duration(end)}` : ''}`)}</${Fact}>
        <${Fact} name="Peak" tip=${d.seen > 0 ? tip(d.peak) : undefined}>${of(d.seen > 0 ? html`${price(d.peak)} at <${At} tick=${d.peak_tick} />` : 'none')}</${Fact}>
        <${Fact} name="Rug" tip=${d.rug_price === null ? undefined : tip(d.rug_price)}>${of(rug || 'not recorded')}</${Fact}>
        <${Fact} name="Recorded">${of(recorded(d))}</${Fact}>
        ${d.gaps.length > 0 && html`<${Fact} name="Gaps">${of(runs(d.gaps.map(([a, b]) => [a, b, ''])))}</${Fact}>`}
        ${d.repairs.length > 0 && html`<${Fact} name="Repaired">${of(runs(d.repairs))}</${Fact}>`}
        ${d.resumed && html`<${Fact} name="Odd">It went on after a rug.</${Fact}>`}
        ${d.conflicts.length > 0 && html`
          <${Fact} name="Conflicts">${d.conflicts.map((c) => html`<div>${c.field} at tick ${count(c.tick)}: also seen as ${c.value}</div>`)}</${Fact}>`}
        <${Fact} name="File" tip=${d.file_hash}>
          ${d.file_hash ? html`revision ${d.revision}, <span class="mono">${d.file_hash.slice(0, 12)}…</span> <${Copy} text=${d.file_hash} what="File hash" />` : 'built in'}
        </${Fact}>
      </dl>
      <${Events} />
    </div>`;
}

/** How much of the round is there. @param {RoundDetail} d */
function recorded(d) {
  const ended = d.rug_tick !== null;
  if (d.seen === 0) return ended ? 'nothing but the rug' : 'nothing';
  const some = d.missing > 0 && `${count(d.seen)} of ${count(d.ticks)} ticks`;
  if (ended) return some || 'every tick';
  return `${some || `to tick ${count(d.ticks - 1)}`}, end not seen`;
}

/** @param {{name: string, tip?: string, children: any}} props */
function Fact({ name, tip, children }) {
  return html`<div><dt>${name}</dt><dd data-tip=${tip}>${children}</dd></div>`;
}

/** A tick that can be gone to. @param {{tick: number}} props */
function At({ tick }) {
  return html`<button type="button" class="textlink" onClick=${() => seek(tick)}>tick ${count(tick)}</button>`;
}

/** @type {Record<string, string>} */
const FROM = { on_connect: 'on-connect frame', partial: 'partial prices', history: 'server’s history', seed: 'seed' };

const MOST_RUNS = 12;

/** Stretches of ticks, one a line. @param {[number, number, string][]} all */
function runs(all) {
  const lines = all.slice(0, MOST_RUNS).map(([from, to, origin]) => html`
    <div><${At} tick=${from} />${to > from && `–${count(to)}`}${origin && html` <span class="muted">from the ${FROM[origin] ?? origin}</span>`}</div>`);
  const more = all.length - MOST_RUNS;
  return more > 0 ? [...lines, html`<div class="muted">and ${more} more</div>`] : lines;
}
