import { html } from '../html.js';
import { count, percent, plural, sentence } from '../format.js';
import { shareWithin } from '../measure.js';
import { home } from '../store.js';
import { curves, library, libraryTrouble, source } from './asked.js';

const SOURCES = [['site', 'rugs.fun'], ['arena', 'practice'], ['replay', 'replayed']];

/** Which recorded rounds lie beside the law, how many, and what is left out of them. */
export function Recorded() {
  const l = library.value;
  return html`
    <section class="card recorded" aria-label="Recorded rounds" data-test="recorded">
      <header class="figure-head"><h2>Your recorded rounds beside the law</h2>
        <select class="select" aria-label="Source" value=${source.value} data-test="odds-source" onChange=${(/** @type {any} */ e) => (source.value = e.currentTarget.value)}>
          ${SOURCES.map(([v, text]) => html`<option value=${v}>${text}</option>`)}
        </select></header>
      ${libraryTrouble.value ? html`<p class="fault" role="alert">${sentence(libraryTrouble.value.message)}</p>`
        : l === null ? html`<div class="waiting" aria-busy="true"><i></i><i></i></div>`
          : l.rounds === 0 ? html`<${Nothing} />` : html`<${What} of=${l} />`}
    </section>`;
}

function Nothing() {
  const any = home.value && !home.value.samples && home.value.rounds > 0;
  return html`
    <p data-test="odds-nothing">${any ? 'The library has no round of this source, so the law stands alone.' : 'Nothing is recorded yet, so the law stands alone.'}</p>
    <a class="button" href="/library" data-state='{"import":true}'>Import recordings</a>`;
}

/** @param {{of: OddsLibrary}} props */
function What({ of: l }) {
  const excluded = Object.entries(l.excluded ?? {}), law = curves.value;
  return html`
    <p class="num" data-test="recorded-rounds"><b>${plural(l.rounds, 'round')}</b>${excluded.length === 0 ? ', none left out.' : html`; left out: ${excluded.map(([why, n]) => `${count(n)} (${why})`).join(', ')}.`}
      ${l.unended > 0 && html`<span class="muted"> The end of ${count(l.unended)} was not seen: ${l.unended === 1 ? 'it counts' : 'they count'} for as long as seen, so that the long rounds are not lost.</span>`}</p>
    <div class="strips">
      ${law && l.hazard !== null && l.hazard_low !== null && l.hazard_high !== null && html`
        <${Strip} name="Rug at a tick" exact=${law.hazard} share=${l.hazard} low=${l.hazard_low} high=${l.hazard_high} digits=${2} test="strip-hazard" />`}
      ${law && l.side_bet && html`
        <${Strip} name="Side bets that would win" exact=${law.side_bet.win} share=${l.side_bet.share} low=${l.side_bet.low} high=${l.side_bet.high} digits=${3} even=${law.side_bet.break_even}
          note=${`${count(l.side_bet.won)} of ${count(l.side_bet.n)}`} test="strip-side-bet" />`}
    </div>`;
}

/**
 * A share with its interval on a line, and the law's beside it.
 *
 * @param {{name: string, exact: number, share: number, low: number, high: number, digits: number, even?: number, note?: string, test: string}} props
 */
function Strip({ name, exact, share, low, high, digits, even, note, test }) {
  const all = [exact, low, high, ...(even === undefined ? [] : [even])];
  const lo = Math.min(...all), span = Math.max(...all) - lo || 1;
  const at = (/** @type {number} */ v) => `${8 + ((v - lo) / span) * 84}%`;
  return html`
    <div class="strip num" data-test=${test}>
      <p><b>${name}</b> <span class="muted">${note}</span></p>
      <div class="forest-track" aria-hidden="true">
        ${even !== undefined && html`<i class="zero" style=${{ left: at(even) }}></i>`}
        <i class="exact" style=${{ left: at(exact) }}></i>
        <i class="reach" style=${{ left: at(low), width: `${((high - low) / span) * 84}%` }}></i>
        <i class="mean" style=${{ left: at(share) }}></i>
      </div>
      <p class="muted">recorded ${shareWithin(share, low, high)}, the law ${percent(exact, digits)}${even !== undefined && `, break-even ${percent(even, 0)}`}</p>
    </div>`;
}
