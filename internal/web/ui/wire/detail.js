import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { bytes, count, exactTime, msOf, sentence, timeOfDay } from '../format.js';
import { Button } from '../frame/button.js';
import { Copy } from '../frame/copy.js';
import { Windowed } from '../frame/windowed.js';
import { choose, chooseNext, chooseNone, chosen, event, fault } from './chosen.js';
import { inked } from './ink.js';
import { pretty, splitPacket } from './pretty.js';

/** One event, whole: laid out only now that somebody looks. */
export function WireDetail() {
  const e = event.value, ms = msOf(e?.recv_ns);
  if (chosen.value === 0) return null;
  return html`
    <section class="wire-detail" aria-label="Event" data-test="wire-detail" data-seq=${e?.seq}>
      <header>
        <h2><span class="num muted">${count(chosen.value)}</span> ${e?.kind ?? ''}</h2>
        <small class="muted num" data-tip=${exactTime(ms)}>${e ? `${timeOfDay(ms)}, ${bytes(e.text.length)}` : ''}</small>
        <${Button} icon="up" label="Event before" keys="↑" class="quiet small" onClick=${() => chooseNext(-1)} />
        <${Button} icon="down" label="Next event" keys="↓" class="quiet small" onClick=${() => chooseNext(1)} />
        ${e && html`<${Copy} text=${e.text} what="Event" />`}
        <${Button} icon="close" label="Close" keys="Esc" class="quiet small" test="wire-close" onClick=${chooseNone} />
      </header>
      ${fault.value ? html`
        <div class="state small" role="alert" data-test="wire-gone"><p>${sentence(fault.value.message)} ${sentence(fault.value.hint)}</p>
          ${fault.value.status === 0 && html`<button type="button" class="button" onClick=${() => choose(chosen.value)}>Try again</button>`}</div>`
        : e ? html`<${Lines} key=${e.seq} event=${e} />` : html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`}
    </section>`;
}

/** How many characters fit beside each other. @param {HTMLElement} el @param {string} font */
function columnsOf(el, font) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  ctx.font = font;
  return Math.max(20, Math.floor((el.clientWidth - 2 * parseFloat(getComputedStyle(el).paddingLeft)) / ctx.measureText('0').width) - 1);
}

/** The event in lines, with a search in them. @param {{event: WireEvent}} props */
function Lines({ event: e }) {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const columns = useSignal(0), height = useSignal(20);
  useEffect(() => {
    const el = /** @type {HTMLDivElement} */ (box.current);
    const measure = () => {
      const style = getComputedStyle(el);
      columns.value = columnsOf(el, style.font);
      height.value = Math.round(parseFloat(style.lineHeight));
    };
    const size = new ResizeObserver(measure);
    size.observe(el);
    return () => size.disconnect();
  }, []);
  const [packet, body] = splitPacket(e.text);
  const lines = useMemo(() => (columns.value ? pretty(body, columns.value) : []), [body, columns.value]);
  const found = useSignal(-1);
  const line = (/** @type {number} */ i) => html`<div key=${i} class=${`wire-line ${i === found.value ? 'found' : ''}`} style=${{ height: height.value + 'px' }}>${inked(lines[i])}</div>`;
  const show = (/** @type {number} */ i) => {
    found.value = i;
    if (i >= 0) box.current?.scrollTo(0, Math.max(0, i * height.peek() - box.current.clientHeight / 2));
  };
  return html`
    <${Find} lines=${lines} show=${show} packet=${packet} />
    <div class="wire-lines" ref=${box} tabindex="0" aria-label="Event in lines" data-test="wire-lines" data-lines=${lines.length}>
      ${lines.length > 0 && html`<${Windowed} own count=${lines.length} height=${height.value} row=${line} />`}
    </div>`;
}

/** @param {{lines: import('./pretty.js').Line[], packet: string, show: (line: number) => void}} props */
function Find({ lines, packet, show }) {
  const text = useSignal(''), at = useSignal(0);
  const query = text.value.toLowerCase();
  const hits = useMemo(() => (query ? lines.flatMap((l, i) => (l.text.toLowerCase().includes(query) ? [i] : [])) : []), [lines, query]);
  useEffect(() => {
    at.value = 0;
    show(hits[0] ?? -1);
  }, [hits]);
  /** @param {KeyboardEvent} e */
  const onKey = (e) => {
    if (e.key === 'Escape') return /** @type {HTMLElement} */ (e.currentTarget).blur();
    if (e.key !== 'Enter' || hits.length === 0) return;
    at.value = (at.peek() + (e.shiftKey ? -1 : 1) + hits.length) % hits.length;
    show(hits[at.peek()]);
  };
  return html`
    <div class="wire-find">
      <input class="field" type="search" placeholder="Find in this event" aria-label="Find in this event" autocomplete="off" spellcheck="false" data-test="wire-find" value=${text.value}
        onInput=${(/** @type {any} */ e) => (text.value = e.currentTarget.value)} onKeyDown=${onKey} />
      <span class="muted num" role="status" data-test="wire-hits">${query ? (hits.length ? `${count(at.value + 1)} of ${count(hits.length)}` : 'not found') : ''}</span>
      ${packet && html`<span class="muted mono" data-tip="What the transport put before it: Engine.IO and Socket.IO packet types">${packet}</span>`}
    </div>`;
}
