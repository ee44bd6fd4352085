import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { count, exactTime, msOf, price, sentence, timeOfDay } from '../format.js';
import { icons } from '../frame/icons.js';
import { status } from '../store.js';
import { OrderRecord } from './order.js';
import { chosen, fault, followOrders, more, older, orders, refresh } from './orderlist.js';
import { isUnknown, lifeWord, orderSum } from './orderwords.js';
import { Unsettled } from './unsettled.js';

/** Every order and its life; one opens its record. */
export function OrdersPart() {
  useEffect(followOrders, []);
  if (chosen.value) return html`<${OrderRecord} key=${chosen.value} number=${chosen.value} />`;
  const h = /** @type {Hands} */ (status.value?.hands);
  return html`
    ${h.open.filter(isUnknown).map((o) => html`<${Unsettled} key=${o.key} order=${o} />`)}
    ${fault.value && html`<div class="sentence bad" role="alert" data-test="orders-fault"><p>${sentence(fault.value)}</p><button type="button" class="button small" onClick=${refresh}>Try again</button></div>`}
    <${List} />`;
}

function List() {
  const all = orders.value;
  if (!all) return fault.value ? null : html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  if (all.length === 0) {
    return html`<div class="state" data-test="orders-none"><h2>No order yet</h2><p>Each order that is let through while armed is kept here with its record: the pictures before and after, what was read, what was sent and what the server said.</p></div>`;
  }
  return html`
    <ul class="orders num" data-test="orders" data-count=${all.length}>${all.map((o) => html`<li key=${o.key}><${Row} order=${o} /></li>`)}</ul>
    ${more.value && html`<button type="button" class="button" data-test="orders-more" onClick=${older}>Older orders</button>`}`;
}

/** @type {Record<HandsOrder['action'], [icon: IconName, name: string]>} */
export const ACTIONS = { BUY: ['up', 'Buy'], SELL: ['down', 'Sell'], SIDE: ['side', 'Side bet'] };

/** @param {{order: HandsOrder}} props */
function Row({ order: o }) {
  const { tone, icon, text } = lifeWord(o), [glyph, name] = ACTIONS[o.action], at = msOf(o.stages[0]?.at_ns);
  const done = o.done && `at tick ${count(o.done.tick)}, ${price(o.done.price)}`;
  return html`
    <button type="button" class="order" data-test="order" data-key=${o.key} data-life=${o.life} onClick=${() => (chosen.value = o.key)}>
      <span class="order-key muted">${count(o.key)}</span>${icons[glyph]()}
      <b>${name} <span class="order-sum">${orderSum(o)}</span></b>
      <span class=${`way-word ${tone}`}>${icons[icon]()}${text}</span>
      <small class="muted order-by">tick ${count(o.tick)}, ${price(o.price)}${o.text ? `: ${o.text}` : done ? `; done ${done}` : ''}</small>
      <small class="muted order-time" data-tip=${exactTime(at)}>${timeOfDay(at).slice(0, 8)}</small>
    </button>`;
}
