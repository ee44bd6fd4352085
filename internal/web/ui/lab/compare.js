import { signal } from '@preact/signals';
import { html } from '../html.js';
import { count } from '../format.js';
import { Segments } from './field.js';
import { Forest } from './forest.js';
import { Name, nameOf } from './runlist.js';
import { compared, isSweep, opened, results, runs, show } from './runs.js';
import { best } from './saying.js';

/** @typedef {'round' | 'staked'} Per */
const per = signal(/** @type {Per} */ ('round'));

/** Several runs on one axis. */
export function Compare() {
  const ids = [...new Set([opened.value, ...compared.value])].filter(Boolean);
  if (compared.value.length === 0) return null;
  const lines = ids.map(lineOf).filter((l) => l !== null);
  if (lines.length < 2) return null;
  return html`
    <section class="compare card" aria-label="Comparison" data-test="compare">
      <header class="figure-head">
        <h2>On one axis</h2>
        <span class="row-of">
          <${Segments} label="Mean per" value=${per.value} test="per" onChange=${(/** @type {Per} */ v) => (per.value = v)}
            all=${[['round', 'per round', 'SOL won or lost in the mean of a round'], ['staked', 'per SOL staked', 'The error is that of the mean at the average stake']]} />
          <button type="button" class="textlink" onClick=${() => show(opened.peek(), [], true)}>only this run</button>
        </span>
      </header>
      <${Forest} lines=${lines} unit=${per.value === 'round' ? 'SOL a round' : 'SOL per SOL'} test="forest" />
    </section>`;
}

/** @param {string} id @returns {import('./forest.js').Line | null} */
function lineOf(id) {
  const run = runs.value?.find((r) => r.id === id), got = results.value[id];
  if (!run || !got) return null;
  const r = isSweep(got) ? best(got) : got;
  if (r.mean_per_round === null || !r.ci95) return null;
  const factor = per.value === 'round' ? 1 : r.staked > 0 ? r.rounds / r.staked : 0;
  const note = `${id}, ${count(r.rounds)} ${r.source} rounds${isSweep(got) ? `, the best of ${count(got.trials)} trials` : ''}`;
  const beside = compared.value.length > 0 ? `&compare=${[...new Set([opened.value, ...compared.value])].filter((x) => x && x !== id).join(',')}` : '';
  return {
    name: html`<${Name} run=${run} spec=${isSweep(got) ? r.strategy : nameOf(run)} />`, note, here: id === opened.value, href: `/lab?run=${id}${beside}`,
    mean: r.mean_per_round * factor, low: r.ci95[0] * factor, high: r.ci95[1] * factor, exact: r.theory_mean === null ? null : r.theory_mean * factor,
  };
}
