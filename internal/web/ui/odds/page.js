import { useEffect } from 'preact/hooks';
import { html } from '../html.js';

/** What the law says of every bet. */
export function OddsPage() {
  useEffect(() => void (document.title = 'Odds · rugtape'), []);
  return html`<div class="odds" data-test="odds"><h1>Odds</h1></div>`;
}
