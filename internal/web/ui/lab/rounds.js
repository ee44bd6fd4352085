import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { plural } from '../format.js';
import { home } from '../store.js';
import { draft, set } from './draft.js';
import { Field, Segments } from './field.js';
import { FIELDS, LIMITS, MANNERS, PHASES } from './limits.js';
import { nothingRecorded } from './order.js';

/** On which rounds it is tried, and how a session is cut out of them. */
export function RoundsForm() {
  const d = draft.value;
  return html`
    <fieldset class="part" data-test="rounds">
      <legend>Rounds</legend>
      <${Segments} label="Which rounds" value=${d.rounds} test="rounds-from" onChange=${(/** @type {Draft['rounds']} */ v) => set({ rounds: v })}
        all=${[['drawn', 'Drawn by the law', 'As many as you like: each round by the exact law'], ['recorded', 'Recorded', 'Those of the library']]} />
      ${d.rounds === 'drawn' ? html`<${Drawn} />` : html`<${Recorded} />`}
      <${Field} id="session" ...${FIELDS.session} value=${d.session} onInput=${(/** @type {string} */ v) => set({ session: v })} />
      <${Field} id="balance" ...${FIELDS.balance} value=${d.balance} onInput=${(/** @type {string} */ v) => set({ balance: v })} />
    </fieldset>
    <${Manners} />
    <${Limits} />`;
}

const COUNTS = [['1k', '1000'], ['10k', '10000'], ['100k', '100000'], ['1M', '1000000']];

function Drawn() {
  const d = draft.value;
  const few = html`<span class="joined counts">${COUNTS.map(([text, n]) => html`
    <${Button} label=${`${text} rounds`} text=${text} class="small" on=${d.count === n} onClick=${() => set({ count: n })} />`)}</span>`;
  const roll = html`<${Button} icon="dice" label="Another seed" class="quiet small" test="roll" onClick=${() => set({ seed: String(Math.floor(Math.random() * 1e9)) })} />`;
  return html`
    <${Field} id="count" ...${FIELDS.count} value=${d.count} class="wide-field" after=${few} onInput=${(/** @type {string} */ v) => set({ count: v })} />
    <${Field} id="seed" ...${FIELDS.seed} value=${d.seed} after=${roll} onInput=${(/** @type {string} */ v) => set({ seed: v })} />
    <label class="number choice"><span>Generator</span>
      <select class="select" value=${d.exact ? 'exact' : 'fast'} data-test="exact" onChange=${(/** @type {any} */ e) => set({ exact: e.currentTarget.value === 'exact' })}>
        <option value="fast">fast</option>
        <option value="exact">exact</option>
      </select>
      <small class="muted">${d.exact ? 'bit for bit from made-up server seeds; slower' : 'the same law with quicker dice'}</small></label>`;
}

const SOURCES = [['site', 'rugs.fun'], ['arena', 'practice'], ['replay', 'replayed']];

function Recorded() {
  const d = draft.value;
  if (nothingRecorded.value) {
    return html`
      <div class="empty" data-test="nothing-recorded">
        <p>Nothing is recorded yet, so there is no round of your own to try this on.</p>
        <a class="button" href="/library" data-state='{"import":true}'>Import recordings</a>
      </div>`;
  }
  return html`
    <label class="number choice"><span>Source</span>
      <select class="select" value=${d.from} data-test="source" onChange=${(/** @type {any} */ e) => set({ from: e.currentTarget.value })}>
        ${SOURCES.map(([v, text]) => html`<option value=${v}>${text}</option>`)}
      </select>
      <small class="muted">${home.value && `the library holds ${plural(home.value.rounds, 'round')} in all`}</small></label>
    <label class="number choice"><span>End not seen</span>
      <select class="select" value=${d.censored} data-test="censored" onChange=${(/** @type {any} */ e) => set({ censored: e.currentTarget.value })}>
        <option value="finish">finish them by the law</option>
        <option value="drop">leave them out</option>
      </select></label>
    ${d.censored === 'drop' && html`
      <p class="warning" data-test="length-bias">${icons.warn()}<span>Length bias: long rounds break off more often. Without them what is left is too short, and the result too kind.</span></p>`}
    <${Field} id="seed" ...${FIELDS.seed} says="of the ends that are drawn, and of the venue’s dice" value=${d.seed} onInput=${(/** @type {string} */ v) => set({ seed: v })} />`;
}

function Manners() {
  const d = draft.value, parts = MANNERS.filter((m) => Number(d[m.name]) > 0);
  return html`
    <details class="fold part" data-test="manners">
      <summary>Delay and refusals <span class="now">${parts.length > 0 ? parts.map((m) => `${m.label.toLowerCase()} ${d[m.name]}`).join(', ') : 'none'}</span></summary>
      ${MANNERS.map((m) => html`<${Field} id=${m.name} ...${m} value=${d[m.name]} onInput=${(/** @type {string} */ v) => set({ [m.name]: v })} />`)}
    </details>`;
}

function Limits() {
  const d = draft.value, phase = PHASES.find(([name]) => d.limits[name] === 'true')?.[0] ?? '';
  const n = LIMITS.filter((l) => d.limits[l.name]?.trim()).length + (phase ? 1 : 0);
  const choose = (/** @type {string} */ name) => {
    const { presale: _, live: __, ...others } = draft.peek().limits;
    set({ limits: name ? { ...others, [name]: 'true' } : others });
  };
  const write = (/** @type {string} */ name) => (/** @type {string} */ v) => set({ limits: { ...draft.peek().limits, [name]: v } });
  return html`
    <details class="fold part" data-test="limits">
      <summary>The guard’s limits <span class="now">${n > 0 ? `${n} set` : 'none'}</span></summary>
      <label class="number choice"><span>Phases</span>
        <select class="select" value=${phase} data-test="phases" onChange=${(/** @type {any} */ e) => choose(e.currentTarget.value)}>
          ${PHASES.map(([name, text]) => html`<option value=${name}>${text}</option>`)}
        </select></label>
      ${LIMITS.map((l) => html`<${Field} id=${`limit.${l.name}`} ...${l} hint="none" value=${d.limits[l.name] ?? ''} onInput=${write(l.name)} />`)}
    </details>`;
}
