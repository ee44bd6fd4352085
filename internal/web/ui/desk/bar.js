import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { change } from '../format.js';
import { desk } from './book.js';
import { bet, buy, sellAll } from './orders.js';
import { amount } from './prefs.js';
import { Reply } from './trade.js';

/** On a narrow screen the orders stay under the thumb, whatever is scrolled to. */
export function TradeBar() {
  const gain = desk.value?.position?.gain;
  const sum = html` <small>${amount.value || '0'}</small>`;
  return html`
    <div class="trade-bar num" role="group" aria-label="Orders" data-test="trade-bar">
      <${Reply} />
      <${Button} label="Buy" text=${html`BUY${sum}`} test="bar-buy" class="deal buy" onClick=${buy} />
      <${Button} label="Sell all" text=${html`SELL${gain !== undefined && html` <small>${change(gain, 1)}</small>`}`} test="bar-sell" class="deal sell" onClick=${sellAll} />
      <${Button} label="Side bet" text=${html`BET${sum}`} test="bar-side" class="deal" onClick=${bet} />
    </div>`;
}
