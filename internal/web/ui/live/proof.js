import { html } from '../html.js';
import { Copy } from '../frame/copy.js';
import { icons } from '../frame/icons.js';
import { Verdict } from '../frame/verdict.js';
import { exactTime, msOf } from '../format.js';
import { roundURL } from '../router.js';
import { status } from '../store.js';
import { tape } from '../round/cursor.js';
import { aside, edge } from './edge.js';

/** What is fixed of a round that runs, and how it will be proven. */
export function LiveProof() {
  const data = tape.value?.data, m = edge.value;
  if (!data || !m) return html`<p class="muted">What is fixed of a round shows here with the first one that is seen.</p>`;
  const sealed = m.before?.id === data.id ? m.before : null;
  const over = sealed !== null || (aside.value && data.rug_tick !== null && status.value?.recorder.state === 'recording');
  return html`
    <div class="proof" data-test="proof">
      ${over ? html`<${Sealed} round=${data} before=${sealed} />` : html`<${Running} pinned=${data.pinned} hash=${data.seed_hash} />`}
      <ul class="checks">
        <${Step} done=${data.seed_hash !== ''} title="The server names the round’s fingerprint">
          ${data.seed_hash ? 'It is the SHA-256 of the secret seed that makes every price.' : 'It comes with a frame of the round.'}</${Step}>
        <${Step} done=${data.pinned} title="It is seen before the first tick">
          ${data.pinned ? `Seen ${exactTime(msOf(data.hash_seen_ns)).split(', ')[0]}.` : 'rugtape came too late for this round; the next one it sees from the start.'}</${Step}>
        <${Step} done=${data.rug_tick !== null} title="The round runs to its rug">Until then the seed stays secret: nobody can know the rug.</${Step}>
        <${Step} done=${sealed !== null && sealed.verdict !== 'no-seed'} title="The seed is told and every price is checked">${over ? 'Its page tells what came of it.' : 'With the next round’s first frame.'}</${Step}>
      </ul>
      ${data.seed_hash && html`
        <dl class="long"><dt>Fingerprint <${Copy} text=${data.seed_hash} what="Fingerprint" /></dt><dd class="mono" data-test="fingerprint">${data.seed_hash}</dd></dl>`}
    </div>`;
}

/** @param {{pinned: boolean, hash: string}} props */
function Running({ pinned, hash }) {
  if (pinned) {
    return html`<p class="sentence good" data-test="proof-sentence"><strong>Pinned:</strong> the fingerprint was seen before the round. What the seed makes was fixed then; when the seed is told, every price is held against it.</p>`;
  }
  return html`<p class="sentence plain" data-test="proof-sentence"><strong>Not pinned:</strong> ${hash ? 'the fingerprint was not seen before the round began.' : 'no fingerprint was seen yet.'} The prices can still be proven when the seed is told.</p>`;
}

/** @param {{round: Key, before: RoundBefore | null}} props */
function Sealed({ round, before }) {
  return html`
    <p class="sentence plain" data-test="proof-sentence"><strong>The round is over.</strong> <a href=${roundURL(round)}>Its page</a> has the whole proof.${before && html` <${Verdict} round=${{ ...before, law_consistent: null, fresh: true }} />`}</p>`;
}

/** @param {{done: boolean, title: string, children: any}} props */
function Step({ done, title, children }) {
  return html`
    <li class=${`check ${done ? 'ok' : 'open'}`} data-state=${done ? 'ok' : 'open'}>
      ${icons[done ? 'check' : 'minus']()}
      <span><b>${title}</b><span class="sr">, ${done ? 'done' : 'not yet'}: </span><small>${children}</small></span>
    </li>`;
}
