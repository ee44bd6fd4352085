import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { percent, change } from '../format.js';
import { live } from '../round/cursor.js';
import { NEEDED, ODDS, SIDE_MEAN, HOLD_MEAN } from '../round/law.js';
import { link } from '../store.js';
import { Amount } from './amount.js';
import { desk } from './book.js';
import { DeedList } from './deedlist.js';
import { Standing, Stopped } from './figures.js';
import { answer, bet, buy, openDesk, sell } from './orders.js';
import { Session } from './session.js';
import { start } from './prefs.js';

/** Trading by hand, on paper. */
export function TradePanel() {
  if (!desk.value) return html`<${First} />`;
  return html`
    <div class="desk" data-test="trade">
      <${Stopped} />
      <${Standing} />
      <${Amount} />
      <${Orders} />
      <${DeedList} name="Trades" test="deeds" none="Nothing was bought, sold or bet yet at this tick." />
      <${Session} />
    </div>`;
}

/** The first thing one sees. */
function First() {
  return html`
    <div class="state desk-first" data-test="trade-first">
      <h2>${live.value ? 'Trade live on paper' : 'Trade this round on paper'}</h2>
      <p>Buy, sell and bet ${live.value ? 'as the game goes on' : 'at the tick in view'}, with no real money, by the same gate and the same books as on the server.
        ${live.value && ' The desk stays from round to round, and while this page is closed.'}</p>
      <button type="button" class="button strong" data-test="desk-open" disabled=${link.value.state !== 'open'} onClick=${() => openDesk()}>
        Start with ${start.value || '0'} SOL of paper
      </button>
    </div>`;
}

const PARTS = [0.1, 0.25, 0.5, 1];

/** The buttons that place an order, the truth beside them, and what came of the last one. */
function Orders() {
  return html`
    <div class="deals num" role="group" aria-label="Orders">
      <${Button} label="Buy" text="BUY" keys="B" test="buy" class="deal buy" tip="Buy for the amount at the price in view" onClick=${buy} />
      <p class="deal-truth">Each tick held brings ${change(HOLD_MEAN, 3)} in the mean, at any price.</p>
      <div class="joined sells" role="group" aria-label="Sell a part of the position">
        <span class="sells-name" aria-hidden="true">SELL</span>
        ${PARTS.map((part) => html`
          <${Button} label=${`Sell ${percent(part, 0)}`} text=${percent(part, 0)} keys=${part === 1 ? 'S' : undefined} test=${`sell-${part * 100}`}
            class="deal" tip=${part === 1 ? 'Sell all' : `Sell ${percent(part, 0)} of the position`} onClick=${() => sell(part)} />`)}
      </div>
      <${Button} label="Side bet" text="SIDEBET" keys="D" test="side" class="deal" tip="Bet the amount that it rugs within 40 ticks; pays 5 times" onClick=${bet} />
      <p class="deal-truth" data-test="truth-side">${percent(ODDS)} of side bets win, ${percent(NEEDED, 0)} are needed: ${change(SIDE_MEAN)} in the mean.</p>
      <${Reply} />
    </div>`;
}

/** What came of the last order; it keeps its place, so that nothing shifts. */
export function Reply() {
  const { text, tone, n } = answer.value;
  return html`<p class=${`reply ${tone}`} key=${n} data-test="reply" data-tone=${tone}>${text}</p>`;
}
