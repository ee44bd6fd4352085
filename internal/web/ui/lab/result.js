import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { Copy } from '../frame/copy.js';
import { Menu } from '../frame/menu.js';
import { icons } from '../frame/icons.js';
import { count, duration, plural, sentence } from '../format.js';
import { tell } from '../store.js';
import { takeUp } from './draft.js';
import { FanChart, PathChart } from './fan.js';
import { Figures, Quantiles, Refusals } from './figures.js';
import { Histogram } from './histogram.js';
import { commandOf } from './request.js';
import { copyCommand } from './runbar.js';
import { Name, Progress } from './runlist.js';
import { isSweep, opened, readAgain, results, runs, unread } from './runs.js';
import { saying } from './saying.js';
import { openScript } from './scripts.js';
import { Sweep } from './sweep.js';

/** The run in view: how it goes, or what came of it. */
export function Result() {
  const id = opened.value, run = runs.value?.find((r) => r.id === id);
  if (!id || !runs.value) return null;
  if (!run) return html`<${Unknown} id=${id} />`;
  return html`
    <section class="result" aria-label=${`Run ${run.id}`} data-test="result" data-run=${run.id} data-state=${run.state}>
      <${Head} run=${run} />
      <${Body} run=${run} />
    </section>`;
}

/** @param {{id: string}} props */
function Unknown({ id }) {
  return html`
    <div class="state" data-test="no-run">
      <h2>There is no run ${id} any more</h2>
      <p>Runs last until rugtape ends. What was exported stays.</p>
      <a class="button" href="/lab">To the lab</a>
    </div>`;
}

/** @param {{run: Run}} props */
function Head({ run }) {
  const file = (/** @type {string} */ format) => `/api/lab/runs/${run.id}/report?format=${format}`;
  const again = () => {
    takeUp(run.request);
    if (run.request.script) openScript(run.request.script);
    tell({ text: 'The form holds the setting of this run again.' });
  };
  return html`
    <header class="result-head">
      <h2><span class="muted">${run.id}</span> <${Name} run=${run} /></h2>
      <p class="muted num">${plural(run.total, 'round')}${run.took_ms > 0 && run.state === 'done' && `, ${duration(run.took_ms)}`}</p>
      <span class="row-of">
        <${Button} icon="left" label="Take its setting into the form" text="Set up" class="quiet small" test="take-up" onClick=${again} />
        <${Button} icon="copy" label="Copy the command that does the same" class="quiet small" test="copy-run-command" onClick=${() => copyCommand(run.request)} />
        ${run.state === 'done' && html`
          <${Menu} icon="save" label="Export" text="Export" test="export">
            <a class="button quiet" href=${file('html')} download data-test="export-html"><span>Report<small>one page that stands alone</small></span></a>
            <a class="button quiet" href=${file('json')} download data-test="export-json"><span>JSON<small>every figure, with names and units</small></span></a>
            <a class="button quiet" href=${file('csv')} download data-test="export-csv"><span>CSV<small>a line for each trial</small></span></a>
          </${Menu}>`}
      </span>
    </header>`;
}

/** @param {{run: Run}} props */
function Body({ run }) {
  switch (run.state) {
    case 'waiting':
    case 'running': return html`<${Progress} run=${run} />`;
    case 'failed': return html`
      <div class="sentence bad" role="alert" data-test="run-failed"><strong>It failed: </strong>${sentence(run.error)}</div>`;
    case 'cancelled': return html`
      <div class="sentence" data-test="run-cancelled"><strong>Cancelled</strong> after ${count(run.done)} of ${plural(run.total, 'round')}. A part of a run is no result: run it again, on fewer rounds if it took too long.</div>`;
  }
  const r = results.value[run.id];
  if (!r && unread.value.includes(run.id)) {
    return html`
      <div class="state small" role="alert"><p>What came of it could not be read.</p>
        <button type="button" class="button" onClick=${() => readAgain(run.id)}>Try again</button></div>`;
  }
  if (!r) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  const warnings = [...new Set([...(run.warnings ?? []), ...(isSweep(r) ? [] : r.warnings ?? [])])];
  return html`
    <${Verdict} of=${r} warnings=${warnings} />
    ${isSweep(r) ? html`<${Sweep} sweep=${r} />` : html`<${OneResult} result=${r} command=${commandOf(run.request)} />`}`;
}

/** @param {{of: LabResult | SweepResult, warnings: string[]}} props */
function Verdict({ of, warnings }) {
  const s = saying(of);
  return html`
    <p class=${`sentence ${s.tone} num`} data-test="sentence"><strong>${s.head}</strong>${s.text.slice(s.head.length)}</p>
    ${warnings.length > 0 && html`<ul class="warnings" data-test="warnings">${warnings.map((w) => html`<li class="warning">${icons.warn()}<span>${sentence(w)}</span></li>`)}</ul>`}`;
}

/** All there is about one backtest. @param {{result: LabResult, command?: string}} props */
export function OneResult({ result: r, command }) {
  const excluded = Object.entries(r.excluded ?? {});
  return html`
    <${Figures} result=${r} />
    <div class="charts">
      <${FanChart} result=${r} />
      <${Histogram} result=${r} />
      <${PathChart} result=${r} />
      <figure class="figure card"><figcaption><h3>Sessions by rank</h3><p class="muted">of ${plural(r.quantiles.of_sessions, 'session')}</p></figcaption><${Quantiles} result=${r} /></figure>
      <${Refusals} result=${r} />
    </div>
    <details class="fold" data-test="details">
      <summary>How to get the same again</summary>
      <dl class="facts">
        <div><dt>Result hash</dt><dd class="mono">${r.result_hash} <${Copy} text=${r.result_hash} what="Result hash" /></dd></div>
        ${command && html`<div><dt>Command</dt><dd class="mono">${command} <${Copy} text=${command} what="Command" /></dd></div>`}
        <div><dt>Speed</dt><dd class="num">${count(Math.round(r.ticks_per_s))} ticks a second</dd></div>
        ${r.finished > 0 && html`<div><dt>Finished</dt><dd>${plural(r.finished, 'recorded round')} broke off: the rest was drawn by the law</dd></div>`}
        ${excluded.length > 0 && html`<div><dt>Left out</dt><dd>${excluded.map(([why, n]) => html`<div>${plural(n, 'round')}: ${why}</div>`)}</dd></div>`}
      </dl>
      <p class="muted">The same command on the same version gives the same hash, on one core and on many.</p>
    </details>`;
}
