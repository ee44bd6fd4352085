import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { count } from '../format.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { change, filter, queryOf } from './asked.js';
import { events, follow, follows, kinds, span } from './events.js';

const PAUSE_MS = 250;

/** Which events are listed, and whether the list goes on. */
export function WireFilters() {
  const on = follows.value, query = queryOf(filter.value);
  return html`
    <div class="wire-filters" role="search">
      <${Button} icon=${on ? 'pause' : 'play'} label=${on ? 'Pause' : 'Go on'} text=${on ? 'Pause' : 'Go on'} keys="K" test="wire-pause" class=${`wire-pause ${on ? '' : 'strong'}`}
        tip=${on ? 'Hold the list still; what passes is still held' : 'Go along with what passes'} onClick=${() => follow(!on)} />
      <${Kinds} />
      <${Text} />
      <span class="muted num wire-news" data-test="wire-news">${news(on)}</span>
      <a class="button" href=${`/api/wire/export${query && '?' + query}`} download data-test="wire-export" data-tip=${query ? 'What the filter finds, as JSON lines' : 'All that is held, as JSON lines'}>${icons.save()}<span class="wide">Export</span></a>
    </div>`;
}

/** What has passed since the list holds still. @param {boolean} on */
function news(on) {
  const last = events.value.at(-1)?.seq, newest = span.value?.newest ?? 0;
  return on || last === undefined || newest <= last ? '' : `${count(newest - last)} passed since`;
}

function Kinds() {
  const all = Object.entries(kinds.value).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const { kind } = filter.value;
  /** @param {Event} e */
  const pick = (e) => {
    const select = /** @type {HTMLSelectElement} */ (e.currentTarget);
    change({ kind: select.value });
    select.blur();
  };
  return html`
    <select class=${`select ${kind ? 'set' : ''}`} aria-label="Kind of event" data-tip="Kind of event" data-test="wire-kind" value=${kind} onChange=${pick}>
      <option value="">every kind (${count(span.value?.held ?? 0)})</option>
      ${all.map(([name, n]) => html`<option value=${name}>${name} (${count(n)})</option>`)}
      ${kind && !(kind in kinds.value) && html`<option value=${kind}>${kind} (0)</option>`}
    </select>`;
}

/** Text that the whole event holds; the server looks for it. */
function Text() {
  const typed = useSignal(filter.peek().text);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!timer.current) typed.value = filter.value.text; // changed elsewhere
  }, [filter.value.text]);
  const put = (/** @type {string} */ text, wait = PAUSE_MS) => {
    typed.value = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = 0;
      change({ text });
    }, wait);
  };
  /** @param {KeyboardEvent} e */
  const onKey = (e) => {
    const input = /** @type {HTMLInputElement} */ (e.currentTarget);
    if (e.key === 'Enter') put(input.value, 0);
    else if (e.key === 'Escape') {
      e.stopPropagation();
      if (input.value) put('', 0);
      else input.blur();
    }
  };
  return html`
    <label class="search wire-search">${icons.search()}<input type="search" placeholder="Text in events" aria-label="Text in events" autocomplete="off" spellcheck="false" data-tip="Search whole events" data-keys="/"
      id="wire-text" data-test="wire-text" value=${typed.value} onInput=${(/** @type {any} */ e) => put(e.currentTarget.value)} onKeyDown=${onKey} /></label>`;
}
