import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { ask } from '../api.js';
import { NONE, count, exactMoney, exactTime, money, msOf, percent, price, sentence, timeOfDay } from '../format.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { takeKeysOver } from '../keys.js';
import { status } from '../store.js';
import { faultText } from './act.js';
import { Evidence } from './evidence.js';
import { chosen } from './orderlist.js';
import { isUnknown, lifeWord, orderWhat, stageText } from './orderwords.js';
import { Unsettled } from './unsettled.js';

/** All that is kept of an order. @param {{number: number}} props */
export function OrderRecord({ number }) {
  const record = useSignal(/** @type {HandsRecord | null} */ (null)), fault = useSignal('');
  const revision = status.value?.hands?.revision;
  const back = () => (chosen.value = 0);
  const load = () => {
    const giveUp = new AbortController();
    ask(`/api/hands/orders/${number}`, { signal: giveUp.signal }).then((r) => {
      record.value = r;
      fault.value = '';
    }, (err) => giveUp.signal.aborted || (fault.value = faultText(err)));
    return () => giveUp.abort();
  };
  useEffect(load, [number, revision]);
  useEffect(() => takeKeysOver({ Escape: back }), []);
  const r = record.value;
  return html`
    <header class="record-head"><${Button} icon="left" label="All orders" text="Orders" keys="Esc" class="small quiet" test="record-back" onClick=${back} />
      <h2>Order ${count(number)}</h2></header>
    ${fault.value && html`<div class="sentence bad" role="alert" data-test="record-fault"><p>${sentence(fault.value)}</p><button type="button" class="button small" onClick=${load}>Try again</button></div>`}
    ${r ? html`<${Whole} record=${r} />` : !fault.value && html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`}`;
}

/** @param {{record: HandsRecord}} props */
function Whole({ record: r }) {
  const { tone, icon, text } = lifeWord(r);
  return html`
    ${isUnknown(r) && html`<${Unsettled} order=${r} />`}
    <div class="record num" data-test="record" data-key=${r.key}>
      <p class="record-line"><b>${sentence(orderWhat(r)).slice(0, -1)}</b><span class=${`way-word ${tone}`}>${icons[icon]()}${text}</span></p>
      ${r.text && html`<p class="sentence warn" data-test="record-why"><strong>${sentence(r.text)}</strong> ${r.code && html`<small class="mono">${r.code}</small>`}</p>`}
      ${r.evidence && html`<p class=${`sentence ${tone}`} data-test="record-evidence"><strong>What settled it:</strong> ${sentence(r.evidence)}</p>`}
      <${Life} stages=${r.stages} />
      <${Decision} record=${r} />
      <${Read} record=${r} />
      <${Guard} record=${r} />
      <${Evidence} record=${r} />
    </div>`;
}

/** Each stage with its time, and how long after the first. @param {{stages: HandsStage[]}} props */
function Life({ stages }) {
  const first = msOf(stages[0]?.at_ns);
  return html`
    <section class="hands-section"><h2>Its life</h2>
      <ol class="life" data-test="life">${stages.map((s) => {
        const at = msOf(s.at_ns), after = at - first;
        return html`<li data-stage=${s.stage}><span class="muted" data-tip=${exactTime(at)}>${timeOfDay(at)}</span><span class="muted life-after">${after > 0 ? `+${after < 10_000 ? `${Math.round(after)} ms` : `${(after / 1000).toFixed(1)} s`}` : ''}</span>
          <span>${stageText(s)}${s.text && html`<small class="muted">${s.text}</small>`}</span></li>`;
      })}</ol></section>`;
}

/** @param {{record: HandsRecord}} props */
function Decision({ record: r }) {
  return html`
    <section class="hands-section"><h2>Why</h2><dl class="facts">
      <div><dt>Strategy</dt><dd>${r.strategy || NONE}</dd></div>
      ${r.why && html`<div><dt>Its reason</dt><dd>${r.why}</dd></div>`}
      <div><dt>Decided</dt><dd>at tick ${count(r.tick)}, ${price(r.price)}<small class="muted mono">${r.round}</small></dd></div>
      ${r.done && html`<div><dt>Done</dt><dd>at tick ${count(r.done.tick)}, ${price(r.done.price)}<small class="muted">${wait(r.done.tick - r.tick)}</small></dd></div>`}
    </dl></section>`;
}

/** @param {number} ticks */
const wait = (ticks) => (ticks === 0 ? 'at the tick of the decision' : `${count(ticks)} ${ticks === 1 ? 'tick' : 'ticks'} after the decision`);

/** What was read in the page, right before the press. @param {{record: HandsRecord}} props */
function Read({ record: r }) {
  const read = r.amount_read ?? r.part_read, at = msOf(r.read_ns);
  const same = r.action === 'SELL' ? r.part_read === r.part : r.amount_read === r.amount;
  return html`
    <section class="hands-section"><h2>Read in the page</h2><dl class="facts" data-test="read">
      <div><dt>Button</dt><dd>${r.label ? html`<b class="mono">${r.label}</b>` : NONE}${r.rule && html`<small class="muted">found by ${r.rule}</small>`}</dd></div>
      <div><dt>${r.action === 'SELL' ? 'Part' : 'Amount'}</dt><dd>${read === null ? 'not read: nothing was pressed' : html`
        <span class=${`way-word ${same ? 'good' : 'bad'}`} data-tip=${r.action === 'SELL' ? undefined : exactMoney(read)}>${icons[same ? 'check' : 'warn']()}${r.action === 'SELL' ? percent(read, 0) : money(read)}</span>
        <small class="muted">${same ? 'as it was asked for' : 'not what was asked for'}, at ${timeOfDay(at)}</small>`}</dd></div>
      <div><dt>Page</dt><dd class="mono">${r.url || r.host || NONE}<small class="muted">${r.product}</small></dd></div>
    </dl></section>`;
}

/** @type {Record<string, string>} */
const BOUNDS = { stake_sol: 'The buy', side_stake_sol: 'The side bet', exposure_sol: 'At risk at once', round_loss_sol: 'Loss of the round', session_loss_sol: 'Loss of the session', day_loss_sol: 'Loss of the day' };

/** What the guard held against its limits. @param {{record: HandsRecord}} props */
function Guard({ record: r }) {
  if (!r.guard) return null;
  return html`
    <section class="hands-section"><h2>The guard’s verdict</h2>
      ${r.guard.length === 0 ? html`<p class="muted"><small>Let through: a sale takes risk away, so that no limit holds it back.</small></p>` : html`
        <table class="hands-table num" data-test="guard"><thead><tr><th scope="col">Let through, for</th><th scope="col">could be</th><th scope="col">may be</th></tr></thead>
          <tbody>${r.guard.map((b) => html`<tr><th scope="row">${BOUNDS[b.limit] ?? b.limit}</th><td data-tip=${exactMoney(b.value)}>${money(b.value)}</td><td>${b.most ? money(b.most) : 'no limit'}</td></tr>`)}</tbody></table>
        <p class="muted"><small>Reckoned as if all that was open were lost.</small></p>`}
    </section>`;
}
