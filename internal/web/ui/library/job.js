import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { cancelJob } from '../api.js';
import { NONE, bytes, count, plural, sentence } from '../format.js';
import { dismissJobs, isOver, tellError } from '../store.js';

/** An import: while it runs, and what came of it until it is dismissed. @param {{job: Job}} props */
export function Job({ job }) {
  const over = isOver(job), empty = foundNothing(job);
  const part = job.bytes > 0 ? job.bytes_done / job.bytes : 0;
  const [icon, words] = empty ? NOTHING : head(job);
  return html`
    <article class=${`job ${empty ? 'nothing' : job.state}`} aria-label=${`Import of ${job.what}`} data-test="job" data-state=${job.state} data-job=${job.id}>
      <header>
        ${icon && icons[icon]()}<strong>${words}</strong><span class="muted job-what" data-tip=${job.what}>${job.what}</span>
        ${over ? html`<${Button} icon="close" label="Dismiss" class="quiet" test="job-dismiss" onClick=${() => dismissJobs(job.id)} />`
          : html`<${Button} label="Cancel" text="Cancel" test="job-cancel" onClick=${() => cancelJob(job.id).catch(tellError)} />`}
      </header>
      ${job.state === 'waiting' && html`<p class="muted">It begins when the imports before it are done.</p>`}
      ${job.state === 'running' && html`
        <progress max="1" value=${part}></progress>
        <p class="muted num">${progress(job)}</p>`}
      ${job.error && html`<p>${sentence(job.error)}</p>`}
      ${empty && job.report && !touched(job.report) && html`<p>There is no file in it.</p>`}
      ${job.report && touched(job.report) && html`<${Report} report=${job.report} open=${empty} />`}
    </article>`;
}

/** @param {Job} job */
function progress(job) {
  const parts = [`${bytes(job.bytes_done)} of ${bytes(job.bytes)}`, plural(job.lines, 'line'), plural(job.rounds, 'round')];
  if (job.files > 0) parts.unshift(`${count(job.files_done)} of ${plural(job.files, 'file')}`);
  return parts.join(' · ');
}

/** Whether there is anything to tell. @param {ImportReport} r */
const touched = (r) => r.files + r.quarantined + r.skipped + r.losses_total > 0;

/** Whether it read all there was, and no recording was among it. @param {Job} job */
const foundNothing = (job) => job.state === 'done' && job.report?.rounds === 0;

/** @type {[IconName | null, string]} */
const NOTHING = ['warn', 'Nothing to import was found'];

/** @param {Job} job @returns {[IconName | null, string]} */
function head(job) {
  switch (job.state) {
    case 'waiting': return [null, 'Waiting'];
    case 'running': return [null, 'Importing'];
    case 'failed': return ['warn', 'Import failed'];
    case 'cancelled': return ['close', 'Import cancelled'];
  }
  return ['check', 'Import done'];
}

/** @param {{report: ImportReport, open: boolean}} props `open` shows the losses at once */
function Report({ report: r, open }) {
  /** @type {[string, number, string][]} */
  const figures = [
    ['files', r.files, 'read'],
    ['rounds', r.rounds, 'found in them'],
    ['new', r.rounds_new, 'rounds that were not in the library'],
    ['updated', r.updated, 'rounds that were in the library and have grown'],
    ['complete', r.complete, 'rounds with every tick and a certain rug'],
    ['with gaps', r.gapped, 'rounds with missing ticks'],
    ['repaired', r.repaired, 'rounds with ticks filled in from proof'],
    ['duplicates', r.duplicates, 'the same round recorded more than once: merged'],
    ['quarantined', r.quarantined, 'files set aside because they cannot be read'],
    ['skipped', r.skipped, 'what was found and not read: of no known kind, or not a plain file'],
  ];
  return html`
    <dl class="figures num" data-test="report">
      ${figures.map(([name, n, tip]) => html`
        <div data-tip=${tip} class=${n === 0 ? 'none' : ''}><dd data-test=${`report-${name.replace(' ', '-')}`}>${count(n)}</dd><dt>${name}</dt></div>`)}
    </dl>
    ${(r.losses_total > 0 || r.malformed_lines > 0 || r.quarantined > 0 || r.skipped > 0) && html`<${Losses} report=${r} open=${open} />`}`;
}

/** What could not be used, and why. @param {{report: ImportReport, open: boolean}} props */
function Losses({ report: r, open }) {
  const losses = r.losses ?? [], damage = Object.entries(r.damage ?? {}).sort((a, b) => b[1] - a[1]);
  const more = r.losses_total - losses.length;
  return html`
    <details class="fold" data-test="losses" open=${open}>
      <summary>${lost(r)}</summary>
      <p class="num">${damage.map(([kind, n]) => html`<span class="chip plain">${kind} ${count(n)}</span>`)}</p>
      ${losses.length > 0 && html`
        <div class="losses" tabindex="0" role="region" aria-label="Losses"><table>
          <thead><tr><th>File</th><th>Line</th><th>Kind</th><th>What</th></tr></thead>
          <tbody>
            ${losses.map((l) => html`<tr><td class="mono">${l.file}</td><td class="num">${l.line ? count(l.line) : NONE}</td><td>${l.kind}</td><td>${l.text}</td></tr>`)}
          </tbody>
        </table></div>`}
      ${more > 0 && html`<p class="muted num">and ${count(more)} more</p>`}
    </details>`;
}

/** @param {ImportReport} r */
function lost(r) {
  const parts = [];
  if (r.malformed_lines > 0) parts.push(`${plural(r.malformed_lines, 'damaged line')}, ${plural(r.salvaged_ticks, 'tick')} saved out of them`);
  if (r.quarantined > 0) parts.push(`${plural(r.quarantined, 'file')} set aside`);
  if (r.skipped > 0) parts.push(`${count(r.skipped)} skipped`);
  return parts.join(' · ') || plural(r.losses_total, 'loss', 'losses');
}

/** Imports of before, in one line. @param {{jobs: Job[]}} props */
export function EarlierJobs({ jobs }) {
  if (jobs.length === 0) return null;
  const failed = jobs.filter((j) => j.state === 'failed').length;
  return html`
    <section class="earlier" data-test="earlier-jobs" aria-label="Earlier imports">
      <details class="fold">
        <summary>${plural(jobs.length, 'earlier import')}${failed > 0 && `, ${count(failed)} failed`}</summary>
        ${jobs.map((job) => html`<${Job} key=${job.id} job=${job} />`)}
      </details>
      <${Button} icon="close" label="Dismiss all of them" class="quiet small" test="earlier-dismiss" onClick=${() => dismissJobs(...jobs.map((j) => j.id))} />
    </section>`;
}
