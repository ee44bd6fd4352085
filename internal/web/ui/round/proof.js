import { useEffect, useRef } from 'preact/hooks';
import { computed, useComputed, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { ApiError, getProof } from '../api.js';
import { sentence as words } from '../format.js';
import { icons } from '../frame/icons.js';
import { checksOf } from './checks.js';
import { hides, seen, tape } from './cursor.js';
import { Mathematics } from './mathematics.js';
import { sentence } from './sentence.js';

/** While the future is hidden, and until the end was seen, nothing here tells it. */
export const veiled = computed(() => hides.value && tape.value !== null && seen.value < tape.value.last);

export function ProofPanel() {
  const proof = useSignal(/** @type {Proof | null} */ (null));
  const fault = useSignal(/** @type {ApiError | null} */ (null));
  const again = useSignal(0);
  const of = useRef('');
  const data = tape.value?.data;
  const lateMismatch = useComputed(() => isAhead(proof.value?.first_mismatch));
  const lateImpossible = useComputed(() => isAhead(proof.value?.impossible_at));
  useEffect(() => {
    if (of.current !== data?.id) proof.value = null; // the old one of the same round stays until the new one comes
    of.current = data?.id ?? '';
    fault.value = null;
    if (!data) return undefined;
    const ask = new AbortController();
    getProof(data, ask.signal).then((p) => (proof.value = p), (err) => {
      if (!ask.signal.aborted) fault.value = err;
    });
    return () => ask.abort();
  }, [data, again.value]);

  if (fault.value) {
    return html`
      <div class="state small" role="alert">
        <p>${words(fault.value.message)} ${words(fault.value.hint)}</p>
        <button type="button" class="button" onClick=${() => again.value++}>Try again</button>
      </div>`;
  }
  if (!proof.value || !data) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  const late = proof.value.verdict === 'mismatch' ? lateMismatch.value : lateImpossible.value;
  const s = sentence(proof.value, data, veiled.value, late);
  return html`
    <div class="proof" data-test="proof" data-verdict=${proof.value.verdict}>
      <p class=${`sentence ${s.tone}`} data-test="proof-sentence"><strong>${s.head}:</strong> ${s.text}</p>
      <ul class="checks">
        ${checksOf(proof.value, data, veiled.value, lateImpossible.value).map((c) => html`<${Row} check=${c} />`)}
      </ul>
      <${Mathematics} proof=${proof.value} id=${data.id} veiled=${veiled.value} />
    </div>`;
}

/** Whether a tick must not be told yet. @param {number | null | undefined} tick */
const isAhead = (tick) => veiled.value && seen.value < (tick ?? -1);

const MARKS = { ok: /** @type {const} */ ('check'), failed: /** @type {const} */ ('close'), open: /** @type {const} */ ('minus') };
const WORDS = { ok: 'passed', failed: 'failed', open: 'not checked' };

/** @param {{check: import('./checks.js').Check}} props */
function Row({ check }) {
  return html`
    <li class=${`check ${check.state}`} data-test=${`check-${check.name}`} data-state=${check.state}>
      ${icons[MARKS[check.state]]()}
      <span><b>${check.title}</b><span class="sr">, ${WORDS[check.state]}: </span><small>${check.text}</small></span>
    </li>`;
}
