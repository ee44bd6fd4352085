import { signal } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { upload } from '../api.js';
import { bytes, percent, plural } from '../format.js';
import { tell, tellError } from '../store.js';

/** @typedef {{id: number, what: string, fraction: number, size: number, stop: AbortController}} Upload */

/** Files on their way to rugtape; from then on they are an import. */
const uploads = signal(/** @type {Upload[]} */ ([]));
let last = 0;

/** @param {File[]} files */
export async function sendFiles(files) {
  if (files.length === 0) {
    tell({ text: 'There was no file in what was dropped.' });
    return;
  }
  const size = files.reduce((n, f) => n + f.size, 0);
  const what = files.length === 1 ? files[0].name : plural(files.length, 'file');
  const it = { id: ++last, what, fraction: 0, size, stop: new AbortController() };
  uploads.value = [it, ...uploads.value];
  try {
    await upload(files, (fraction) => {
      uploads.value = uploads.value.map((u) => (u.id === it.id ? { ...u, fraction } : u));
    }, it.stop.signal);
  } catch (err) {
    tellError(err);
  }
  uploads.value = uploads.value.filter((u) => u.id !== it.id);
}

export function Sending() {
  return uploads.value.map((u) => html`
    <article class="job" key=${u.id} aria-label=${`Sending ${u.what}`} data-test="sending">
      <header><strong>Sending ${u.what}</strong><span class="muted num">${bytes(u.size)}, ${percent(u.fraction, 0)}</span>
        <${Button} label="Cancel" text="Cancel" onClick=${() => u.stop.abort()} /></header>
      <progress max="1" value=${u.fraction}></progress>
    </article>`);
}
