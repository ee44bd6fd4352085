import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { count, duration, exactTime, msOf, plural, relative, sentence } from '../format.js';
import { tell, tellError } from '../store.js';
import { compare, compared, ending, cancel, isOver, opened, reload, remove, runs, fault } from './runs.js';

/** The runs there are, newest first: what goes on, and what came of the others. */
export function RunList() {
  const all = runs.value;
  if (!all) return fault.value ? html`<${Failed} />` : html`<div class="waiting" aria-busy="true"><i></i><i></i></div>`;
  if (all.length === 0) return null;
  return html`
    <section class="runs" aria-label="Runs" data-test="runs">
      <header><h2>Runs</h2><p class="muted">Tick several to see them on one axis. They last until rugtape ends.</p></header>
      <ul>${all.map((run) => html`<${Row} key=${run.id} run=${run} />`)}</ul>
    </section>`;
}

function Failed() {
  return html`
    <div class="state small" role="alert" data-test="runs-trouble">
      <p>The runs could not be read: ${sentence(fault.value?.message ?? '')}</p>
      <button type="button" class="button" onClick=${reload}>Try again</button>
    </div>`;
}

/** @type {Record<RunState, [IconName | null, string]>} */
const STATES = { waiting: [null, 'waiting'], running: [null, 'running'], done: ['check', 'done'], failed: ['warn', 'failed'], cancelled: ['close', 'cancelled'] };

/** @param {{run: Run}} props */
function Row({ run }) {
  const here = opened.value === run.id, beside = compared.value.includes(run.id);
  const [icon, word] = STATES[run.state];
  const others = compared.value.length > 0 ? `&compare=${compared.value.join(',')}` : '';
  return html`
    <li class=${`run ${run.state} ${here ? 'here' : ''}`} data-test="run-row" data-run=${run.id} data-state=${run.state}>
      <label class="run-check" data-tip="On one axis with others">
        <input type="checkbox" checked=${beside || here} disabled=${here || run.state !== 'done'} aria-label=${`Compare ${nameOf(run)}`} data-test=${`compare-${run.id}`} onChange=${() => compare(run.id)} />
      </label>
      <a class="run-link" href=${`/lab?run=${run.id}${others}`} aria-current=${here ? 'true' : undefined} data-tip=${nameOf(run)}>
        <${Name} run=${run} />
        <small class="num">${sizeOf(run)}</small>
      </a>
      <span class=${`run-state ${run.state}`} data-tip=${run.error || exactTime(msOf(run.started_ns))}>${icon && icons[icon]()}<small>${isOver(run) ? (run.state === 'done' ? relative(msOf(run.started_ns)) : word) : html`<${Part} run=${run} />`}</small></span>
      ${isOver(run) ? html`<${Button} icon="close" label="Remove this run" class="quiet small" test=${`remove-${run.id}`} onClick=${() => drop(run)} />`
        : html`<${Button} icon="stop" label="Cancel this run" class="quiet small" disabled=${ending.value.includes(run.id)} onClick=${() => cancel(run.id)} />`}
    </li>`;
}

/** @param {Run} run */
export const nameOf = (run) => run.request.strategy || (run.request.script ? `${run.request.script} (script)` : 'unsaved script');

/** What was tried: the name stands out, the parameters follow. @param {{run: Run, spec?: string}} props `spec` where it is not the run's */
export function Name({ run, spec = nameOf(run) }) {
  const [name, values = ''] = spec.split(/:(.*)/s);
  return html`<span class="run-name num"><b>${name}</b> ${values.replaceAll(',', ' ')}</span>`;
}

/** @param {Run} run */
function sizeOf({ request: r, total }) {
  const trials = Object.values(r.sweep ?? {}).reduce((n, v) => n * v.length, 1);
  const each = r.rounds.from === 'drawn' ? r.rounds.count : total / trials;
  const which = r.rounds.from === 'drawn' ? `seed ${r.rounds.seed}${r.rounds.exact ? ', exact' : ''}` : `recorded, ${r.rounds.source}`;
  return `${trials > 1 ? `${plural(trials, 'trial')} over ${Object.keys(r.sweep ?? {}).join(', ')}, each of ` : ''}${each ? plural(each, 'round') : 'all rounds'} · ${which}`;
}

/** @param {{run: Run}} props */
function Part({ run }) {
  return html`<progress max="1" value=${run.total > 0 ? run.done / run.total : 0} aria-label=${`${nameOf(run)}: progress`}></progress>`;
}

/** @param {Run} run */
function drop(run) {
  remove(run.id).then(() => tell({ text: `The run ${nameOf(run)} is removed.` }), tellError);
}

/** A run while it goes on. @param {{run: Run}} props */
export function Progress({ run }) {
  const over = ending.value.includes(run.id), part = run.total > 0 ? run.done / run.total : 0;
  const ms = run.took_ms || Math.max(0, Date.now() - msOf(run.started_ns));
  const rate = ms > 200 ? run.done / ms * 1000 : 0;
  const left = rate > 0 ? (run.total - run.done) / rate * 1000 : NaN;
  return html`
    <article class="progress" aria-label="Progress" data-test="progress">
      <header>
        <strong>${over ? 'Cancelling…' : run.state === 'waiting' ? 'Waiting for the run before it' : 'Running'}</strong>
        <${Button} label="Cancel" text="Cancel" keys="X" test="cancel" disabled=${over} onClick=${() => cancel(run.id)} />
      </header>
      <progress max="1" value=${part} aria-label="Rounds played"></progress>
      <dl class="num">
        <div><dt>rounds</dt><dd data-test="done">${count(run.done)} of ${count(run.total)}</dd></div>
        <div><dt>rounds a second</dt><dd>${rate > 0 ? count(Math.round(rate)) : '–'}</dd></div>
        <div><dt>left</dt><dd>${Number.isFinite(left) ? duration(left) : '–'}</dd></div>
      </dl>
    </article>`;
}
