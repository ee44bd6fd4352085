import { useEffect } from 'preact/hooks';
import { effect } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { count, plural, sentence } from '../format.js';
import { takeKeys } from '../keys.js';
import { go, route } from '../router.js';
import { home, isOver, jobs, link, newest, revision, session } from '../store.js';
import { query } from './asked.js';
import { Filters } from './filters.js';
import { ImportPanel, importOpen } from './imports.js';
import { EarlierJobs, Job } from './job.js';
import { List } from './list.js';
import { isNarrow, queryURL, serverQuery, widest } from './query.js';
import { ask, askAgain, fault, total } from './rows.js';
import { clear, deleteSelected, selectedCount } from './selection.js';
import { Sending } from './sending.js';

/** Where the list was, for the way back. */
let place = { url: '', top: 0 };

/** The rounds there are. */
export function LibraryPage() {
  useEffect(() => effect(() => ask(serverQuery(query.value), revision.value + session.value * 1e6)), []);
  useEffect(arrive, []);
  useEffect(() => takeKeys({ i: toggleImport }), []);
  const samples = home.value?.samples ?? false;
  return html`
    <div class="library" data-test="library">
      <div class="library-head">
        <h1>Library</h1>
        <p class="muted num" aria-live="polite" data-test="count">${found(samples)}</p>
        <${Chosen} />
        <${Button} icon="plus" label="Import" text="Import" keys="I" class="strong" on=${importOpen.value} test="import" onClick=${toggleImport} />
      </div>
      ${samples && html`
        <p class="hint" data-test="samples">
          These ${count(home.value?.rounds)} rounds are samples, drawn by the law from published seeds. They make room for your own as soon as you
          import a recording.
        </p>`}
      ${(importOpen.value || samples) && html`<${ImportPanel} />`}
      <${Sending} />
      <${Jobs} />
      <${Filters} />
      <${Body} />
    </div>`;
}

/** The imports: what goes on and what ended last, and the others in a line. */
function Jobs() {
  const old = (/** @type {Job} */ job) => isOver(job) && job.id !== newest.value;
  return html`
    ${jobs.value.filter((job) => !old(job)).map((job) => html`<${Job} key=${job.id} job=${job} />`)}
    <${EarlierJobs} jobs=${jobs.value.filter(old)} />`;
}

const toggleImport = () => (importOpen.value = !importOpen.peek());

/** @param {boolean} samples */
function found(samples) {
  if (total.value === null) return '';
  const all = home.value?.rounds ?? total.value;
  const noun = samples ? 'sample round' : 'round';
  return isNarrow(query.value) && total.value !== all ? `${count(total.value)} of ${plural(all, noun)}` : plural(total.value, noun);
}

function Chosen() {
  const n = selectedCount.value;
  return html`
    <div class="chosen" data-test="chosen">
      ${n > 0 && html`<span class="num">${count(n)} selected</span>
        <${Button} icon="trash" label="Delete" text="Delete" keys="Del" test="delete" onClick=${deleteSelected} />
        <${Button} icon="close" label="Select none" keys="Esc" class="quiet" test="select-none" onClick=${clear} />`}
    </div>`;
}

function Body() {
  if (fault.value && total.value === null) return html`<${Failed} />`;
  if (total.value === null) return html`<div class="ghosts" aria-busy="true" data-test="loading">${'12345678'.split('').map(() => html`<i></i>`)}</div>`;
  if (total.value === 0) return html`<${Nothing} />`;
  return html`<${List} />`;
}

function Failed() {
  const err = /** @type {import('../api.js').ApiError} */ (fault.value);
  useEffect(() => {
    if (link.value.state === 'open') askAgain();
  }, [link.value.state]);
  return html`
    <div class="state" role="alert" data-test="library-trouble">
      <h2>The library could not be read</h2>
      <p>${sentence(err.message)} ${sentence(err.hint)}</p>
      <button type="button" class="button strong" onClick=${askAgain}>Try again</button>
    </div>`;
}

function Nothing() {
  if (!isNarrow(query.value)) {
    return html`
      <div class="state" data-test="empty">
        <h2>No rounds yet</h2>
        <p>Drop recordings anywhere on this page, or name a folder: every known format is read, damaged files too.</p>
        <button type="button" class="button strong" onClick=${() => (importOpen.value = true)}>Import recordings</button>
      </div>`;
  }
  const all = () => go(queryURL(widest(query.peek())), { replace: true });
  return html`
    <div class="state" data-test="no-match">
      <h2>Nothing matches</h2>
      <p>No round fits the search and the filters together.</p>
      <button type="button" class="button strong" data-test="clear-filters" onClick=${all}>Show all rounds</button>
    </div>`;
}

/** Takes up the state that brought here, and the place in the list. */
function arrive() {
  document.title = 'Library · rugtape';
  const { state } = route.peek();
  if (state.import) importOpen.value = true;
  if (state.search) /** @type {HTMLInputElement | null} */ (document.querySelector('#search'))?.focus();
  const url = location.pathname + location.search;
  if (place.url === url) requestAnimationFrame(() => scrollTo(0, place.top));
  const note = () => location.pathname === '/library' && (place = { url: location.pathname + location.search, top: scrollY });
  addEventListener('scroll', note, { passive: true });
  return () => {
    removeEventListener('scroll', note);
    clear();
  };
}
