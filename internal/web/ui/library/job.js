import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { cancelJob } from '../api.js';
import { bytes, count, plural, sentence } from '../format.js';
import { dismissJob, tellError } from '../store.js';

/** An import: while it runs, and what came of it until it is dismissed. @param {{job: Job}} props */
export function Job({ job }) {
  const runs = job.state === 'running';
  const part = job.bytes > 0 ? job.bytes_done / job.bytes : 0;
  const [icon, words] = head(job);
  return html`
    <article class=${`job ${job.state}`} aria-label=${`Import of ${job.what}`} data-test="job" data-state=${job.state} data-job=${job.id}>
      <header>
        ${icon && icons[icon]()}<strong>${words}</strong><span class="muted job-what" data-tip=${job.what}>${job.what}</span>
        ${runs ? html`<${Button} label="Cancel" text="Cancel" test="job-cancel" onClick=${() => cancelJob(job.id).catch(tellError)} />`
          : html`<${Button} icon="close" label="Dismiss" class="quiet" test="job-dismiss" onClick=${() => dismissJob(job.id)} />`}
      </header>
      ${runs && html`
        <progress max="1" value=${part}></progress>
        <p class="muted num">${progress(job)}</p>`}
      ${job.error && html`<p>${sentence(job.error)}</p>`}
      ${job.report && html`<${Report} report=${job.report} />`}
    </article>`;
}

/** @param {Job} job */
function progress(job) {
  const parts = [`${bytes(job.bytes_done)} of ${bytes(job.bytes)}`, plural(job.lines, 'line'), plural(job.rounds, 'round')];
  if (job.files > 0) parts.unshift(`${count(job.files_done)} of ${plural(job.files, 'file')}`);
  return parts.join(' · ');
}

/** @param {Job} job @returns {[IconName | null, string]} */
function head(job) {
  switch (job.state) {
    case 'running': return [null, 'Importing'];
    case 'failed': return ['warn', 'Import failed'];
    case 'cancelled': return ['close', 'Import cancelled'];
  }
  return ['check', 'Import done'];
}

/** @param {{report: ImportReport}} props */
function Report({ report: r }) {
  const losses = r.losses ?? [], damage = Object.entries(r.damage ?? {}).sort((a, b) => b[1] - a[1]);
  /** @type {[string, number, string][]} */
  const figures = [
    ['files', r.files, 'read'],
    ['rounds', r.rounds, 'found in them'],
    ['new', r.rounds_new, 'rounds that were not in the library'],
    ['complete', r.complete, 'rounds with every tick and a certain rug'],
    ['with gaps', r.gapped, 'rounds with missing ticks'],
    ['repaired', r.repaired, 'rounds with ticks filled in from proof'],
    ['duplicates', r.duplicates, 'the same round recorded more than once: merged'],
    ['quarantined', r.quarantined, 'files or rounds set aside'],
  ];
  return html`
    <dl class="figures num" data-test="report">
      ${figures.map(([name, n, tip]) => html`
        <div data-tip=${tip} class=${n === 0 ? 'none' : ''}><dd data-test=${`report-${name.replace(' ', '-')}`}>${count(n)}</dd><dt>${name}</dt></div>`)}
    </dl>
    ${r.malformed_lines > 0 && html`
      <details class="fold" data-test="losses">
        <summary>${plural(r.malformed_lines, 'damaged line')}, ${plural(r.salvaged_ticks, 'tick')} saved out of them</summary>
        <p class="num">${damage.map(([kind, n]) => html`<span class="chip plain">${kind} ${count(n)}</span>`)}</p>
        ${losses.length > 0 && html`
          <div class="losses" tabindex="0" role="region" aria-label="Losses"><table>
            <thead><tr><th>File</th><th>Line</th><th>Kind</th><th>What</th></tr></thead>
            <tbody>
              ${losses.map((l) => html`<tr><td class="mono">${l.file}</td><td class="num">${count(l.line)}</td><td>${l.kind}</td><td>${l.text}</td></tr>`)}
            </tbody>
          </table></div>`}
      </details>`}`;
}
