import { useEffect } from 'preact/hooks';
import { computed, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { percent, sentence } from '../format.js';
import { link } from '../store.js';
import { desk } from './book.js';
import { SCRIPT, UNITS, fault, kindOf, kinds, loadCatalogue, range, scriptOf, scripts, wrong } from './catalogue.js';
import { signed } from './deeds.js';
import { hush, openDesk, reply } from './orders.js';
import { choice, start } from './prefs.js';
import { StartField } from './session.js';

/** @typedef {{name: string, default: string, says?: string, unit?: StrategyParam['unit'], least?: number, most?: number}} Param */

/** The parameters of what is chosen. */
const params = computed(() => /** @type {Param[]} */ (scriptOf(choice.value.kind)?.params ?? kindOf(choice.value.kind)?.params ?? []));

/** @param {Param} p */
const valueOf = (p) => choice.value.values[choice.value.kind]?.[p.name] ?? p.default;

/** @param {Param} p */
const wrongIn = (p) => (p.unit ? wrong(/** @type {StrategyParam} */ (p), valueOf(p)) : /[,=]/.test(valueOf(p)) ? 'no comma and no = here' : '');

const delayWrong = computed(() => (/^\d{1,2}$/.test(choice.value.delay) && Number(choice.value.delay) <= 40 ? '' : 'use 0 to 40 ticks'));
const ready = computed(() => (scriptOf(choice.value.kind) ? !scriptOf(choice.value.kind)?.error : kindOf(choice.value.kind) !== undefined)
  && delayWrong.value === '' && params.value.every((p) => wrongIn(p) === ''));

/** Which bot, with what. @param {{done?: () => void}} props */
export function Choose({ done }) {
  const sure = useSignal(false);
  useEffect(() => {
    hush();
    loadCatalogue();
  }, []);
  if (fault.value) {
    return html`
      <div class="state small" role="alert"><p>${sentence(fault.value)}</p>
        <button type="button" class="button" onClick=${loadCatalogue}>Try again</button></div>`;
  }
  if (!kinds.value) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  const launch = () => {
    sure.value = false;
    openDesk(botOf());
    done?.();
  };
  /** @param {Event} e */
  const submit = (e) => {
    e.preventDefault();
    const d = desk.peek();
    if (!ready.peek()) reply('The bot cannot start yet: see what is marked.', 'bad');
    else if (d && d.bets > 0) sure.value = true;
    else launch();
  };
  return html`
    <form class="desk-choose" data-test="choose" onSubmit=${submit}>
      <${Kind} />
      <${About} />
      <div class="desk-params">${params.value.map((p) => html`<${Field} key=${choice.value.kind + p.name} param=${p} />`)}</div>
      <div class="desk-params">
        <${StartField} />
        <${Delay} />
      </div>
      ${sure.value ? html`<${Sure} yes=${launch} no=${() => (sure.value = false)} />` : html`
        <div class="desk-row desk-choose-end">
          <button type="submit" class="button strong" data-test="bot-start" disabled=${link.value.state !== 'open'}>Start the bot</button>
          ${done && html`<button type="button" class="button" onClick=${done}>Back</button>`}
        </div>`}
    </form>`;
}

/** What a desk needs to be told to open with the bot. */
function botOf() {
  const { kind, delay } = choice.peek();
  const name = kind.startsWith(SCRIPT) ? kind.slice(SCRIPT.length) : kind;
  const values = params.peek().map((p) => `${p.name}=${valueOf(p)}`);
  const strategy = values.length > 0 ? `${name}:${values.join(',')}` : name;
  return { strategy, script: kind.startsWith(SCRIPT) ? name : '', delay: Number(delay) };
}

/** @param {{yes: () => void, no: () => void}} props */
function Sure({ yes, no }) {
  const d = /** @type {Desk} */ (desk.value);
  return html`
    <div class="sentence warn" role="alertdialog" aria-label="Sure?">
      <p>A bot begins a new session with ${start.value} SOL. The one of now ends at ${signed(d.equity - d.start)}.</p>
      <div class="desk-row">
        <button type="button" class="button strong" data-test="bot-sure" onClick=${yes}>Begin anew</button>
        <button type="button" class="button" onClick=${no}>Go on</button>
      </div>
    </div>`;
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

/** @param {{param: Param}} props */
function Field({ param: p }) {
  const value = valueOf(p), bad = wrongIn(p), id = `param-${p.name}`;
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

function Delay() {
  return html`
    <label class="unit-field"><span>Delay</span>
      <span class="unit-box num"><input class="field" inputmode="numeric" autocomplete="off" value=${choice.value.delay} data-test="bot-delay" aria-invalid=${delayWrong.value !== ''}
        aria-describedby="delay-says" onInput=${(/** @type {any} */ e) => (choice.value = { ...choice.value, delay: e.currentTarget.value.trim() })} /><span>ticks</span></span>
      <small id="delay-says" class=${delayWrong.value ? 'down' : 'muted'}>${delayWrong.value || 'from a decision to the deed'}</small>
    </label>`;
}
