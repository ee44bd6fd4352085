import { html } from '../html.js';
import { Copy } from '../frame/copy.js';

/** The law, in the words of the one who would write it down again. */
const DRAW = 'draw = the next number of seedrandom(seed + "-" + round), within 0 .. 1';

/** @param {string} law */
function formula(law) {
  const god = law === 'v3' ? `
  draw < 0.00001 and price ≤ 100:  price × 10, done` : '';
  const vol = law === 'v1' ? '0.005 × √price' : '0.005 × min(10, √price)';
  return `${DRAW}
price = 1
at each tick:
  draw < 0.005:  rug at the next tick${god}
  draw < 0.125:  size = 0.15 + 0.1 × draw
                 change = +size if draw > 0.5, else −size
  otherwise:     drift = −0.02 + 0.05 × draw
                 vol = ${vol}
                 change = drift + vol × (2 × draw − 1)
  price = price × (1 + change), at least 0
rug price = lowest price × (1 − 0.98)
fingerprint = SHA-256(seed)`;
}

/** Seed, fingerprint, law and how to check it without this page. @param {{proof: Proof, id: string, veiled: boolean}} props */
export function Mathematics({ proof, id, veiled }) {
  const law = proof.law || 'v3';
  const told = proof.seed !== '' && !veiled;
  const seed = told ? proof.seed : proof.seed ? 'shown when the round is over' : 'not known: it is published with the next round’s first frame';
  return html`
    <details class="fold" data-test="mathematics">
      <summary>Seed, fingerprint and formula</summary>
      <dl class="long">
        <dt>Fingerprint ${proof.seed_hash && html`<${Copy} text=${proof.seed_hash} what="Fingerprint" />`}</dt>
        <dd class="mono">${proof.seed_hash || 'not recorded'}</dd>
        <dt>Seed ${told && html`<${Copy} text=${proof.seed} what="Seed" />`}</dt>
        <dd class="mono">${seed}</dd>
        <dt>Law ${law}</dt>
        <dd><pre class="formula">${formula(law)}</pre></dd>
      </dl>
    </details>
    <details class="fold" data-test="check-yourself">
      <summary>Check it yourself</summary>
      <p>Export the round file and have it proven again, with no page between:</p>
      <${Command} text=${`rugtape verify ${id}.jsonl`} />
      ${told && html`
        <p>Or draw the round from its seed and compare:</p>
        <${Command} text=${`rugtape fair --law ${law} --seed ${proof.seed} --round ${id}`} />`}
      <p class="muted">The generator is the npm package seedrandom; any copy of it gives the same prices.</p>
    </details>`;
}

/** @param {{text: string}} props */
function Command({ text }) {
  return html`<div class="command"><code>${text}</code><${Copy} text=${text} what="Command" /></div>`;
}
