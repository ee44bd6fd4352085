import { useEffect } from 'preact/hooks';
import { html } from '../html.js';

/** Where strategies are tested. */
export function LabPage() {
  useEffect(() => void (document.title = 'Lab · rugtape'), []);
  return html`<div class="lab" data-test="lab"><h1>Lab</h1></div>`;
}
