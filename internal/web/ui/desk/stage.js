import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { takeKeys } from '../keys.js';
import { layer } from '../round/layer.js';
import { news } from './book.js';
import { Equity } from './equity.js';
import { makeMarks, tellMarks } from './marks.js';
import { bet, buy, sellAll, tellNews } from './orders.js';

export { TradeBar } from './bar.js';

/** What stands on and under the chart while a desk is open, and the keys that trade. */
export function Stage() {
  useEffect(() => {
    layer.value = { make: makeMarks, news, tell: tellMarks };
    const stops = [takeKeys({ b: buy, s: sellAll, d: bet }), tellNews()];
    return () => {
      layer.value = null;
      for (const stop of stops) stop();
    };
  }, []);
  return html`<${Equity} />`;
}
