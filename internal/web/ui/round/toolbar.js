import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { CANDLE_TICKS, candles, candleTicks, hideFuture, logScale } from '../prefs.js';
import { showAll, zoom, zoomBy } from './zoom.js';

export const toggleHide = () => (hideFuture.value = !hideFuture.peek());
export const toggleLog = () => (logScale.value = !logScale.peek());
export const toggleCandles = () => (candles.value = !candles.peek());
export const nearer = () => zoomBy(0.6);
export const farther = () => zoomBy(1 / 0.6);

/** How the chart shows the round. @param {{live?: boolean}} props a live one has no future to hide */
export function ChartTools({ live = false }) {
  const hidden = hideFuture.value;
  const future = hidden ? 'future hidden' : 'future shown';
  return html`
    <div class="tools" role="toolbar" aria-label="Chart">
      <div class="joined">
        <${Button} icon="line" label="Line" keys="C" on=${!candles.value} test="line" onClick=${() => (candles.value = false)} />
        <${Button} icon="candles" label="Candles" keys="C" on=${candles.value} test="candles" onClick=${() => (candles.value = true)} />
        <select class="select" aria-label="Ticks in a candle" data-tip="Ticks in a candle" data-test="candle-ticks"
          disabled=${!candles.value} value=${candleTicks.value} onChange=${pick}>
          ${CANDLE_TICKS.map((n) => html`<option value=${n}>${n} ticks</option>`)}
        </select>
      </div>
      <${Button} label="log price" text="log" tip="Logarithmic price" keys="L" on=${logScale.value} test="log" onClick=${toggleLog} />
      ${!live && html`<${Button} icon=${hidden ? 'hide' : 'show'} label=${future} text=${html`<span class="wide">${future}</span>`} keys="H" on=${hidden} test="hide"
        class="hide-toggle" onClick=${toggleHide}
        tip=${hidden ? 'What lies after the cursor is hidden. Show it' : 'Hide what lies after the cursor'} />`}
      <div class="joined">
        <${Button} icon="minus" label="Zoom out" keys="-" test="zoom-out" disabled=${!zoom.value} onClick=${farther} />
        <${Button} icon="plus" label="Zoom in" keys="+" test="zoom-in" onClick=${nearer} />
        <${Button} icon="whole" label="Whole round" keys="R" test="zoom-reset" disabled=${!zoom.value} onClick=${showAll} />
      </div>
    </div>`;
}

/** @param {Event} e */
function pick(e) {
  const select = /** @type {HTMLSelectElement} */ (e.currentTarget);
  candleTicks.value = Number(select.value);
  select.blur();
}
