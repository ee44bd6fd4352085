import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { layer } from '../round/layer.js';
import { news } from './book.js';
import { Equity } from './equity.js';
import { makeMarks, tellMarks } from './marks.js';

export { TradeBar } from './bar.js';

/** What stands on and under the chart while a desk is open. */
export function Stage() {
  useEffect(() => {
    layer.value = { make: makeMarks, news, tell: tellMarks };
    return () => void (layer.value = null);
  }, []);
  return html`<${Equity} />`;
}
