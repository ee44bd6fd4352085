import { html } from '../html.js';
import { NONE, change, count, exactMoney, money, price } from '../format.js';
import { icons } from '../frame/icons.js';
import { desk } from './book.js';
import { signed } from './deeds.js';
import { resume } from './orders.js';
import { traders } from './words.js';

/** How the desk stands at the cursor. Every figure keeps its place. */
export function Standing() {
  const d = /** @type {Desk} */ (desk.value);
  return html`
    <dl class="standing num" data-test="standing">
      <${Figure} name="Balance" test="balance" tip=${exactMoney(d.balance)}>${money(d.balance)}</${Figure}>
      <${Figure} name="Equity" test="equity" tip=${`${exactMoney(d.equity)}: the balance and what selling all would bring now`}>${money(d.equity)}</${Figure}>
      <${Figure} name="This round" test="pnl-round" tip=${roundTip(d)}><${Gain} sol=${d.pnl.total} /></${Figure}>
      <${Figure} name="Session" test="pnl-session" tip=${`${signed(d.equity - d.start, 9)} since it began with ${exactMoney(d.start)}; the stake of an open side bet counts as spent`}><${Gain} sol=${d.equity - d.start} /></${Figure}>
      <${Held} position=${d.position} />
      <${Bet} bet=${d.bet} tick=${d.tick} />
    </dl>`;
}

/** @param {Desk} d */
function roundTip({ pnl }) {
  return `${signed(pnl.total, 9)} as the server books it: ${signed(pnl.regular, 9)} of trades, ${signed(pnl.sidebet, 9)} of side bets`;
}

/** @param {{name: string, test: string, tip?: string, children: any}} props */
function Figure({ name, test, tip, children }) {
  return html`<div><dt>${name}</dt><dd data-test=${test} data-tip=${tip}>${children}</dd></div>`;
}

/** @param {{sol: number}} props */
export function Gain({ sol }) {
  return html`<${Way} up=${sol} text=${signed(sol)} />`;
}

/** What is held: how much, for how much, and what it is worth. @param {{position: Position | null}} props */
function Held({ position: p }) {
  return html`
    <${Line} name="Position" test="position" tip=${p && `${p.quantity.toFixed(9)} since tick ${count(p.since)} for ${exactMoney(p.cost)}, ${price(p.avg_cost)} each in the mean`}>
      ${p ? html`${p.quantity.toFixed(4)} <span class="muted">at</span> ${price(p.avg_cost)}` : html`<span class="muted">none</span>`}
    </${Line}>
    <${Line} name="Worth" test="worth" tip=${p && `Sold now it brings ${exactMoney(p.value)}: ${signed(p.profit, 9)}`}>
      ${p ? html`${money(p.value)} <${Way} up=${p.gain} text=${change(p.gain)} />` : html`<span class="muted">${NONE}</span>`}
    </${Line}>`;
}

/** @param {{name: string, test: string, tip?: string | null, children: any}} props */
function Line({ name, test, tip, children }) {
  return html`<div class="standing-line"><dt>${name}</dt><dd data-test=${test} data-tip=${tip}>${children}</dd></div>`;
}

/** What shows as 0 has no direction. */
const NOTHING = 5e-5;

/** With its arrow: colour alone tells nobody anything. @param {{up: number, text: string}} props */
function Way({ up, text }) {
  const way = up < 0 ? 'down' : 'up';
  return html`<span class=${`way ${Math.abs(up) < NOTHING ? 'none' : way}`}>${icons[way]()}${text}</span>`;
}

/** The open side bet, with how much of its window is gone. @param {{bet: Desk['bet'], tick: number}} props */
function Bet({ bet, tick }) {
  const left = bet ? Math.max(0, bet.end - tick) : 0, all = bet ? bet.end - bet.start : 1;
  return html`
    <${Line} name="Side bet" test="bet" tip=${bet && `${exactMoney(bet.stake)}; wins if the rug comes at tick ${count(bet.start + 1)} to ${count(bet.end)}`}>
      ${bet ? html`${money(bet.stake)}<span class="muted">,</span> ${count(left)} <span class="muted">ticks to go</span>` : html`<span class="muted">none</span>`}
    </${Line}>
    <progress max=${all} value=${bet ? all - left : 0} aria-label="Ticks of the side bet that are gone" data-on=${bet !== null}></progress>`;
}

/** Says that STOP is on, and takes it back. */
export function Stopped() {
  const d = desk.value;
  if (!d?.stopped) return null;
  const held = (d.position?.cost ?? 0) + (d.bet?.stake ?? 0);
  return html`
    <div class="sentence bad desk-stopped" role="alert" data-test="stopped">
      <p><strong>STOP is on.</strong> ${traders(d)} ${d.strategy ? 'take' : 'takes'} no new risk.${held > 0 && ` ${money(held)} stays at risk; you can still sell.`}</p>
      <button type="button" class="button small" data-test="resume" onClick=${resume}>Resume</button>
    </div>`;
}
