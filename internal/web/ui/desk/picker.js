import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { percent, sentence } from '../format.js';
import { SCRIPT, UNITS, fault, kindOf, kinds, loadCatalogue, range, scriptOf, scripts, wrong } from './catalogue.js';
import { choice } from './prefs.js';

/** @typedef {{name: string, default: string, says?: string, unit?: StrategyParam['unit'], least?: number, most?: number}} Param */

/** The parameters of what is chosen. */
const params = computed(() => /** @type {Param[]} */ (scriptOf(choice.value.kind)?.params ?? kindOf(choice.value.kind)?.params ?? []));

/** @param {Param} p */
const valueOf = (p) => choice.value.values[choice.value.kind]?.[p.name] ?? p.default;

/** @param {Param} p */
const wrongIn = (p) => (p.unit ? wrong(/** @type {StrategyParam} */ (p), valueOf(p)) : /[,=]/.test(valueOf(p)) ? 'no comma and no = here' : '');

/** Whether what is chosen can be started. */
export const picked = computed(() => (scriptOf(choice.value.kind) ? !scriptOf(choice.value.kind)?.error : kindOf(choice.value.kind) !== undefined)
  && params.value.every((p) => wrongIn(p) === ''));

/** What one order of it stakes, in SOL as it was typed, '' where nothing says so. */
export const pickedStake = computed(() => {
  const stake = params.value.find((p) => p.name === 'stake' && p.unit === 'SOL');
  return stake ? valueOf(stake) : '';
});

/** What is chosen, as a desk is told. */
export function pickedBot() {
  const { kind } = choice.peek();
  const name = kind.startsWith(SCRIPT) ? kind.slice(SCRIPT.length) : kind;
  const values = params.peek().map((p) => `${p.name}=${valueOf(p)}`);
  return { strategy: values.length > 0 ? `${name}:${values.join(',')}` : name, script: kind.startsWith(SCRIPT) ? name : '' };
}

/** Which strategy, with which values. What goes with it stands where the children are. @param {{prefix?: string, children?: any}} props `prefix` of the fields' names */
export function Picker({ prefix = 'param', children }) {
  useEffect(() => void loadCatalogue(), []);
  if (fault.value) {
    return html`
      <div class="state small" role="alert"><p>${sentence(fault.value)}</p>
        <button type="button" class="button" onClick=${loadCatalogue}>Try again</button></div>`;
  }
  if (!kinds.value) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  return html`
    <${Kind} />
    <${About} />
    <div class="desk-params">${params.value.map((p) => html`<${Field} key=${choice.value.kind + p.name} id=${`${prefix}-${p.name}`} param=${p} />`)}</div>
    ${children}`;
}

function Kind() {
  /** @param {Event} e */
  const pick = (e) => {
    const select = /** @type {HTMLSelectElement} */ (e.currentTarget);
    choice.value = { ...choice.value, kind: select.value };
  };
  return html`
    <label class="unit-field desk-kind"><span>Strategy</span>
      <select class="select" data-test="bot-kind" value=${choice.value.kind} onChange=${pick}>
        <optgroup label="Built in">${kinds.value?.map((k) => html`<option value=${k.name}>${k.name}</option>`)}</optgroup>
        ${scripts.value.length > 0 && html`
          <optgroup label="Your scripts">${scripts.value.map((s) => html`<option value=${SCRIPT + s.name}>${s.name}</option>`)}</optgroup>`}
        ${!kindOf(choice.value.kind) && !scriptOf(choice.value.kind) && html`<option value=${choice.value.kind}>${choice.value.kind} (gone)</option>`}
      </select>
    </label>`;
}

/** What the strategy does, and what it is worth. */
function About() {
  const script = scriptOf(choice.value.kind), kind = kindOf(choice.value.kind);
  if (script?.error) {
    const { line, col, text } = script.error;
    return html`<p class="sentence bad" role="alert" data-test="script-error"><strong>Line ${line}, column ${col}:</strong> ${text}. Mend it in the <a href="/lab">Lab</a>.</p>`;
  }
  if (script) return html`<p class="desk-about muted">Your script ${script.name}. <a href="/lab">Change it in the Lab</a>.</p>`;
  if (!kind) return html`<p class="sentence warn">It is not there any more: choose another.</p>`;
  return html`
    <p class="desk-about" data-test="bot-says">It ${kind.says}.${kind.truth && html`<small class="muted" data-test="bot-truth">${sentence(kind.truth)}</small>`}</p>`;
}

/** @param {{id: string, param: Param}} props */
function Field({ id, param: p }) {
  const value = valueOf(p), bad = wrongIn(p);
  /** @param {any} e */
  const put = (e) => {
    const { kind, values } = choice.peek();
    choice.value = { ...choice.peek(), values: { ...values, [kind]: { ...values[kind], [p.name]: e.currentTarget.value.trim() } } };
  };
  const unit = p.unit === 'fraction' ? (bad ? '' : '= ' + percent(Number(value), 1)) : UNITS[p.unit ?? 'count'];
  return html`
    <label class="unit-field"><span>${p.name}</span>
      <span class="unit-box num"><input class="field" id=${id} inputmode=${p.unit ? 'decimal' : 'text'} autocomplete="off" spellcheck="false" value=${value} data-test=${id}
        aria-invalid=${bad !== ''} aria-describedby=${id + '-says'} onInput=${put} /><span>${unit}</span></span>
      <small id=${id + '-says'} class=${bad ? 'down' : 'muted'} data-test=${id + '-says'} data-tip=${p.unit && `${range(/** @type {StrategyParam} */ (p))}; ${p.default} if left alone`}>${bad || p.says}</small>
    </label>`;
}
