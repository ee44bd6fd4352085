import { signal } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { importPaths } from '../api.js';
import { home, tellError } from '../store.js';
import { sendFiles } from './sending.js';

export const importOpen = signal(false);

/** Ways in: by path, by choosing, by dropping. */
export function ImportPanel() {
  return html`
    <section class="import" aria-label="Import" data-test="import-panel">
      <div class="import-drop" data-test="drop-zone">
        <p><strong>Drop recordings here</strong> or anywhere on the page: files, folders, .zst, .gz, .tar.zst, .zip.</p>
        <p class="row-of">
          <label class="button"><input type="file" multiple class="sr" data-test="choose-files" onChange=${chosen} />Choose files</label>
          <label class="button"><input type="file" webkitdirectory class="sr" data-test="choose-folder" onChange=${chosen} />Choose a folder</label>
        </p>
      </div>
      <form class="import-path" onSubmit=${byPath}>
        <label for="import-path">or by path on this machine: nothing is copied through the browser</label>
        <div class="row-of">
          <input id="import-path" name="path" class="field mono" data-test="import-path" required autocomplete="off" spellcheck=${false}
            placeholder="file or folder" />
          <button type="submit" class="button strong" data-test="import-start">Import</button>
        </div>
        <p class="muted">What is imported is copied to ${home.value?.home ?? 'the library'}; your files are only read.</p>
      </form>
      ${importOpen.value && html`<${Button} icon="close" label="Close" class="quiet import-close" onClick=${() => (importOpen.value = false)} />`}
    </section>`;
}

/** @param {Event} e */
function chosen(e) {
  const input = /** @type {HTMLInputElement} */ (e.currentTarget);
  sendFiles([...(input.files ?? [])]);
  input.value = '';
}

/** @param {SubmitEvent} e */
async function byPath(e) {
  e.preventDefault();
  const form = /** @type {HTMLFormElement} */ (e.currentTarget);
  const path = String(new FormData(form).get('path')).trim().replace(/^(["'])(.*)\1$/, '$2');
  if (!path) return;
  try {
    await importPaths([path]);
    form.reset();
  } catch (err) {
    tellError(err);
  }
}
