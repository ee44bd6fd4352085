import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { go, route } from '../router.js';
import { sendFiles } from './sending.js';

/** Takes files that are dropped anywhere on the page. */
export function DropArea() {
  const over = useSignal(false);
  useEffect(() => {
    let depth = 0;
    const off = new AbortController();
    const on = (/** @type {string} */ name, /** @type {(e: DragEvent) => void} */ act) => addEventListener(name, (e) => {
      const drag = /** @type {DragEvent} */ (e);
      if (!drag.dataTransfer?.types.includes('Files')) return;
      e.preventDefault();
      act(drag);
      over.value = depth > 0;
    }, { signal: off.signal });
    on('dragenter', () => depth++);
    on('dragleave', () => depth--);
    on('dragover', () => {});
    on('drop', (e) => {
      depth = 0;
      take(e);
    });
    return () => off.abort();
  }, []);
  return html`<div class="drop-veil" hidden=${!over.value}><p>Drop recordings to import them</p></div>`;
}

/** @param {DragEvent} e */
async function take(e) {
  const entries = [...(e.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((x) => x !== null);
  if (route.peek().screen !== 'library') go('/library');
  const files = (await Promise.all(entries.map(filesOf))).flat();
  sendFiles(files);
}

/** The files in what was dropped, folders walked. @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => /** @type {FileSystemFileEntry} */ (entry).file(done, fail))];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {File[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((done, fail) => reader.readEntries(done, fail)); // gives at most 100 at a time
    if (some.length === 0) return all;
    all.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}
