import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { sentence } from '../format.js';
import { askAgain, curves, startOdds, trouble } from './asked.js';
import { Calculator } from './calculator.js';
import { Claims } from './claims.js';
import { HoldMeans, Reach, Survival, TargetMeans } from './curves.js';
import { Method } from './method.js';
import { Recorded } from './recorded.js';
import { Targets } from './table.js';

/** What the law says of every bet, and the recorded rounds beside it. */
export function OddsPage() {
  useEffect(() => void (document.title = 'Odds · rugtape'), []);
  useEffect(startOdds, []);
  const c = curves.value;
  return html`
    <div class="odds" data-test="odds" aria-busy=${c === null}>
      <header class="odds-head">
        <h1>Odds</h1>
        <p>Every round rugs: at each tick one in 200 does, whatever came before. The price grows a little less than that takes away, so that no strategy wins in the long run. What each costs can be told exactly.</p>
      </header>
      ${(c !== null || !trouble.value) && html`<${Calculator} />`}
      ${c === null ? html`<${Waiting} />` : html`
        <div class="odds-grid">
          <${Survival} survival=${c.survival} />
          <${Reach} targets=${c.targets} />
          <${TargetMeans} targets=${c.targets} />
          <${HoldMeans} holds=${c.holds} />
        </div>
        <div class="odds-pair"><${Targets} targets=${c.targets} /><${Recorded} /></div>
        <${Claims} />
        <${Method} />`}
    </div>`;
}

function Waiting() {
  const err = trouble.value;
  if (!err) return html`<div class="ghosts" aria-busy="true"><p class="muted">The curves are computed once after each start: a few seconds.</p><i></i><i></i><i></i></div>`;
  return html`
    <div class="state" role="alert" data-test="odds-trouble">
      <h2>The odds could not be read</h2>
      <p>${sentence(err.message)}</p>
      <button type="button" class="button strong" onClick=${askAgain}>Try again</button>
    </div>`;
}
