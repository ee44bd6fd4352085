import { html } from '../html.js';
import { NONE, change, count, exactMoney, money, price } from '../format.js';
import { icons } from '../frame/icons.js';
import { position, seek } from '../round/player.js';
import { desk } from './book.js';
import { signed } from './deeds.js';
import { resume, stopped } from './orders.js';

/** How the desk stands at the cursor. Every figure keeps its place. */
export function Standing() {
  const d = /** @type {Desk} */ (desk.value);
  const p = d.position;
  return html`
    <dl class="standing num" data-test="standing">
      <${Figure} name="Balance" test="balance" tip=${exactMoney(d.balance)}>${money(d.balance)}</${Figure}>
      <${Figure} name="Equity" test="equity" tip=${`${exactMoney(d.equity)}: the balance and what selling all would bring now`}>${money(d.equity)}</${Figure}>
      <${Figure} name="This round" test="pnl-round" tip=${roundTip(d)}><${Gain} sol=${d.pnl.total} /></${Figure}>
      <${Figure} name="Session" test="pnl-session" tip=${`${signed(d.equity - d.start, 9)} since it began with ${exactMoney(d.start)}`}><${Gain} sol=${d.equity - d.start} /></${Figure}>
      <${Figure} name="Position" test="position" tip=${p ? `${p.quantity.toFixed(9)} bought at ${price(p.avg_cost)} in the mean, worth ${exactMoney(p.value)}` : undefined}>
        ${p ? html`${p.quantity.toFixed(4)} <span class="muted">at</span> ${price(p.avg_cost)}` : html`<span class="muted">none</span>`}
      </${Figure}>
      <${Figure} name="Worth" test="worth" tip=${p ? `${signed(p.profit, 9)} if sold now` : undefined}>
        ${p ? html`${money(p.value)} <${Way} up=${p.gain} text=${change(p.gain)} />` : html`<span class="muted">${NONE}</span>`}
      </${Figure}>
      <${Bet} bet=${d.bet} />
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

/** With its arrow: colour alone tells nobody anything. @param {{up: number, text: string}} props */
function Way({ up, text }) {
  const way = up > 0 ? 'up' : up < 0 ? 'down' : 'minus';
  return html`<span class=${`way ${way}`}>${icons[way]()}${text}</span>`;
}

/** The open side bet, with how much of its window is gone. @param {{bet: Desk['bet']}} props */
function Bet({ bet }) {
  if (!bet) return html`<${Figure} name="Side bet" test="bet"><span class="muted">none</span></${Figure}>`;
  const left = Math.max(0, bet.end - position.value);
  return html`
    <div class="standing-bet">
      <dt>Side bet</dt>
      <dd data-test="bet" data-tip=${`${exactMoney(bet.stake)}; wins if the rug comes by tick ${count(bet.end)}`}>
        ${money(bet.stake)} <span class="muted">until</span> tick ${count(bet.end)}, <b>${count(left)}</b> to go
        <progress max=${bet.end - bet.start} value=${bet.end - bet.start - left} aria-label="Ticks of the side bet that are gone"></progress>
      </dd>
    </div>`;
}

/** Says that STOP is on, and takes it back. */
export function Stopped() {
  const d = desk.value;
  if (!d?.stopped) return null;
  return html`
    <div class="sentence bad desk-stopped" role="alert" data-test="stopped">
      <p><strong>STOP is on.</strong> ${stopped(d).replace('Stopped: ', '')}</p>
      <button type="button" class="button small" data-test="resume" onClick=${resume}>Resume</button>
    </div>`;
}

/** A tick that can be gone to. @param {{tick: number}} props */
export function At({ tick }) {
  return html`<button type="button" class="textlink" onClick=${() => seek(tick)}>tick ${count(tick)}</button>`;
}
