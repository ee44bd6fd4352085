import { useEffect } from 'preact/hooks';
import { effect } from '@preact/signals';
import { html } from '../html.js';
import { ask } from '../api.js';
import { takeKeys } from '../keys.js';
import { session, tellError } from '../store.js';
import { Compare } from './compare.js';
import { draft, kinds, set } from './draft.js';
import { Segments } from './field.js';
import { startHot } from './hot.js';
import { run } from './order.js';
import { Result } from './result.js';
import { RoundsForm } from './rounds.js';
import { RunBar } from './runbar.js';
import { RunList } from './runlist.js';
import { cancel, isOver, opened, runs, startRuns } from './runs.js';
import { ScriptForm } from './script.js';
import { startScripts } from './scripts.js';
import { StrategyForm } from './strategy.js';

startRuns();

/** Where a strategy is tried, on recorded rounds and on rounds drawn by the law. */
export function LabPage() {
  useEffect(() => void (document.title = 'Lab · rugtape'), []);
  useEffect(() => effect(() => {
    if (session.value > 0) ask('/api/strategies').then((all) => (kinds.value = all.strategies), tellError);
  }), []);
  useEffect(startScripts, []);
  useEffect(startHot, []);
  useEffect(bringIntoView, []);
  useEffect(() => takeKeys({ r: run, x: cancelNewest }), []);
  return html`
    <div class=${`lab by-${draft.value.by}`} data-test="lab">
      <h1 class="sr">Lab</h1>
      <${Setup} />
      <div class="lab-main">
        <${Compare} />
        <${Result} />
        ${!opened.value && html`<${Welcome} />`}
      </div>
      <${RunList} />
    </div>`;
}

/** Ends the run in view, or else the newest that goes on. */
function cancelNewest() {
  const on = (runs.peek() ?? []).filter((r) => !isOver(r));
  const one = on.find((r) => r.id === opened.peek()) ?? on[0];
  if (one) cancel(one.id);
}

function Setup() {
  return html`
    <section class="setup" aria-label="What to try" data-test="setup">
      <${Segments} label="Strategy or script" value=${draft.value.by} test="by" onChange=${(/** @type {Draft['by']} */ by) => set({ by, sweeps: {} })}
        all=${[['strategy', 'Strategy', 'One that is built in'], ['script', 'Script', 'One that you write']]} />
      ${draft.value.by === 'strategy' ? html`<${StrategyForm} />` : html`<${ScriptForm} />`}
      <${RoundsForm} />
      <${RunBar} />
    </section>`;
}

/** With no run in view: what this is, and what to do. */
function Welcome() {
  const none = runs.value?.length === 0;
  return html`
    <div class="state welcome" data-test="welcome">
      <h2>${none ? 'Try a strategy' : 'Choose a run, or begin another'}</h2>
      <p>Choose what to try and on which rounds, then run it. The result comes with its error, and beside it stands what the odds say.</p>
      <p>Each round goes through the same guard, venue and books as on paper and live.</p>
      ${none && html`<button type="button" class="button strong" data-test="run-first" onClick=${run}>Run what stands there</button>`}
    </div>`;
}

/** Where the page is one column, what came of a run is brought into view. */
function bringIntoView() {
  let before = '';
  return effect(() => {
    const id = opened.value;
    if (id && id !== before && matchMedia('(max-width: 999px)').matches) {
      requestAnimationFrame(() => document.querySelector('.lab-main')?.scrollIntoView({ block: 'start' }));
    }
    before = id;
  });
}
