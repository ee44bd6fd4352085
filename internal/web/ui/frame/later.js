import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { tellError } from '../store.js';

/** A part of the page that is loaded when it is first shown. @param {() => Promise<() => any>} load */
export function later(load) {
  const part = signal(/** @type {(() => any) | null} */ (null));
  return function Later() {
    useEffect(() => {
      if (!part.peek()) load().then((loaded) => (part.value = loaded), tellError);
    }, []);
    const Part = part.value;
    return Part ? html`<${Part} />` : html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  };
}
