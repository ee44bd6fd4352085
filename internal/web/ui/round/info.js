import { html } from '../html.js';
import { Copy } from '../frame/copy.js';
import { count, duration, exactPrice, exactTime, msOf, plural, price, relative } from '../format.js';
import { Events } from './events.js';
import { seek, tape } from './player.js';
import { veiled } from './proof.js';

/** The facts of the round as it was recorded. */
export function InfoPanel() {
  const t = tape.value;
  if (!t) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  const d = t.data, ms = msOf(d.started_ns), end = d.recv_ms.findLast((x) => x !== null);
  const hidden = html`<span class="muted">shown at the end</span>`;
  const of = (/** @type {any} */ value) => (veiled.value ? hidden : value);
  return html`
    <div class="info" data-test="info">
      <dl class="facts num">
        <${Fact} name="Started" tip=${exactTime(ms)}>${Number.isNaN(ms) ? 'not recorded' : relative(ms)}</${Fact}>
        <${Fact} name="Source">${d.source}${d.version && ` · law ${d.version}`}</${Fact}>
        <${Fact} name="Length">${of(`${plural(d.ticks, 'live tick')}${end ? `, ${duration(end)}` : ''}`)}</${Fact}>
        <${Fact} name="Peak" tip=${veiled.value ? undefined : exactPrice(d.peak)}>${of(html`${price(d.peak)} at <${At} tick=${d.peak_tick} />`)}</${Fact}>
        <${Fact} name="Rug" tip=${veiled.value ? undefined : exactPrice(d.rug_price)}>${of(d.rug_tick === null ? 'not recorded' : html`${price(d.rug_price)} ${d.rug_certain ? 'at' : 'at or before'} <${At} tick=${d.rug_tick} />`)}</${Fact}>
        <${Fact} name="Recorded">${of(d.missing === 0 ? 'every tick' : `${count(d.seen)} of ${count(d.ticks)} ticks`)}</${Fact}>
        ${d.gaps.length > 0 && html`<${Fact} name="Gaps">${of(runs(d.gaps.map(([a, b]) => [a, b, ''])))}</${Fact}>`}
        ${d.repairs.length > 0 && html`<${Fact} name="Repaired">${of(runs(d.repairs))}</${Fact}>`}
        ${d.resumed && html`<${Fact} name="Odd">It went on after a rug.</${Fact}>`}
        ${d.conflicts.length > 0 && html`<${Fact} name="Conflicts">${d.conflicts.map((c) => html`<div>${c.field} at tick ${count(c.tick)}: also seen as ${c.value}</div>`)}</${Fact}>`}
        <${Fact} name="File">${d.file_hash ? html`revision ${d.revision}, <span class="mono" data-tip=${d.file_hash}>${d.file_hash.slice(0, 12)}…</span> <${Copy} text=${d.file_hash} what="File hash" />` : 'built in'}</${Fact}>
      </dl>
      <${Events} />
    </div>`;
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

/** @param {[number, number, string][]} all */
function runs(all) {
  return all.slice(0, 12).map(([from, to, origin]) => html`
    <div><${At} tick=${from} />${to > from && `–${count(to)}`}${origin && html` <span class="muted">from the ${FROM[origin] ?? origin}</span>`}</div>`)
    .concat(all.length > 12 ? [html`<div class="muted">and ${all.length - 12} more</div>`] : []);
}
