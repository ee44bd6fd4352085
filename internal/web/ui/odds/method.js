import { html } from '../html.js';

/** How the figures come about. */
export function Method() {
  return html`
    <details class="fold method" data-test="method">
      <summary>How these figures are made</summary>
      <div>
        <p>The site publishes the law that its prices follow, and every round whose seed was told follows it bit for bit. At each tick a draw decides: with 0.005 the round rugs. Nothing else enters: no price, no time, no player.</p>
        <p>So the chance to survive n ticks is 0.995 to the power of n, and a side bet wins with 1 − 0.995<sup>40</sup>.</p>
        <p>For a target m the value V of a position at price p solves <span class="mono">V(p) = 0.995 · E[p′ if p′ ≥ m, else V(p′)]</span>, the mean over the next price p′ by the law. It is solved on two grids, and the difference between them bounds the error: below the last digit shown. Holding n ticks is the same, one tick after the other.</p>
        <p>“As booked” counts what the server pays at a rug: the lowest price of the round times 0.02. “If the rug paid nothing” leaves that out.</p>
        <p>The recorded survival is Kaplan and Meier’s, so that rounds whose end was not seen count for as long as they were seen; shares have Wilson’s interval, stretched over the rounds that broke off before they could tell. All intervals are of 95 %: one of twenty misses.</p>
        <p>The mean of the next price, the rug included, is below the present one at every price. It follows that no rule of when to buy and when to sell has a mean above 0, whatever it looks at.</p>
      </div>
    </details>`;
}
