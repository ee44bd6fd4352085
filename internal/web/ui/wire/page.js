import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { bytes, count, plural, sentence } from '../format.js';
import { RecorderSwitch } from '../feed/recorder.js';
import { recorderWord } from '../feed/words.js';
import { takeKeys } from '../keys.js';
import { link, status } from '../store.js';
import { change, filter } from './asked.js';
import { chooseNext, chooseNone, chosen } from './chosen.js';
import { WireDetail } from './detail.js';
import { answered, events, fault, follow, follows, retry, span, watchWire } from './events.js';
import { WireFilters } from './filters.js';
import { WireList } from './list.js';

/** Every event as it passes. */
export function WirePage() {
  useEffect(watchWire, []);
  useEffect(() => takeKeys(keyTable()), []);
  useEffect(() => {
    document.title = 'Wire · rugtape';
    return () => {
      chooseNone();
      document.title = 'rugtape';
    };
  }, []);
  return html`
    <div class="wire" data-test="wire" data-follows=${follows.value} data-detail=${chosen.value > 0}>
      <${Head} />
      <${WireFilters} />
      <${Body} />
      <${WireDetail} />
    </div>`;
}

function keyTable() {
  const toggle = () => follow(!follows.peek());
  const focus = () => /** @type {HTMLInputElement | null} */ (document.querySelector('#wire-text'))?.focus();
  return {
    k: toggle, Space: toggle, End: () => follow(true), '/': focus,
    ArrowUp: () => chooseNext(-1), ArrowDown: () => chooseNext(1), PageUp: () => chooseNext(-20), PageDown: () => chooseNext(20),
    Enter: () => /** @type {HTMLElement | null} */ (document.querySelector('.wire-lines'))?.focus(),
    Escape: chooseNone,
  };
}

/** What is held, what is left out of it, and the journal. */
function Head() {
  const held = span.value, s = status.value, rec = s && recorderWord(s.recorder);
  return html`
    <header class="wire-head">
      <h1>Wire</h1>
      <p class="muted num" data-test="wire-held">${held && html`the last ${plural(held.held, 'event')}, ${bytes(held.bytes)}`}</p>
      <p class="muted wire-rule" data-test="wire-rule"><small data-tip="Every other character is as received">Players’ names and ids are replaced, chat and credentials are blank.</small></p>
      ${s && rec && html`
        <div class="wire-journal num" data-test="wire-journal" data-state=${s.recorder.state}>
          <span data-tip=${s.recorder.file || 'no file is open'}><i class=${`lamp ${rec.tone}`}></i> journal ${s.recorder.state === 'recording' ? bytes(s.recorder.bytes) : rec.text}${s.recorder.raw && ', raw'}</span>
          <${RecorderSwitch} />
        </div>`}
    </header>`;
}

function Body() {
  useEffect(() => {
    if (link.value.state === 'open' && fault.peek()) retry();
  }, [link.value.state]);
  if (fault.value && events.value.length === 0) {
    return html`
      <div class="state" role="alert" data-test="wire-trouble">
        <h2>The wire could not be read</h2>
        <p>${sentence(fault.value.message)} ${sentence(fault.value.hint)}</p>
        <button type="button" class="button strong" onClick=${retry}>Try again</button>
      </div>`;
  }
  if (!answered.value) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  return events.value.length > 0 ? html`<${WireList} />` : html`<${Nothing} />`;
}

function Nothing() {
  const { kind, text } = filter.value;
  if (kind || text) {
    return html`
      <div class="state" data-test="wire-no-match">
        <h2>Nothing matches</h2>
        <p>No event of the ${count(span.value?.held ?? 0)} that are held fits. One that comes shows here.</p>
        <button type="button" class="button strong" data-test="wire-clear" onClick=${() => change({ kind: '', text: '' })}>Show all events</button>
      </div>`;
  }
  const off = status.value?.feed.feed === 'off';
  return html`
    <div class="state" data-test="wire-empty">
      <h2>${off ? 'The feed is off' : 'Nothing has passed yet'}</h2>
      <p>${off ? 'Nothing is on the wire without a feed.' : 'Each message of the game shows here as it comes.'}</p>
      ${off && html`<a class="button strong" href="/live">To Live</a>`}
    </div>`;
}
