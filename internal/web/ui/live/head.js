import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { feedLabel } from '../feed/words.js';
import { exactTime, msOf } from '../format.js';
import { go, roundURL } from '../router.js';
import { status, tellError } from '../store.js';
import { tape } from '../round/cursor.js';
import { edge } from './edge.js';

/** To the round before, where it can be taken apart. */
export function goBefore() {
  const before = edge.peek()?.before;
  if (before) go(roundURL(before));
}

const savePicture = () => void import('../round/picture.js').then((m) => m.savePicture()).catch(tellError);

/** Which round this is, and whether it was fixed beforehand. */
export function LiveHead() {
  const data = tape.value?.data, m = edge.value;
  const watching = m?.viewers ?? 1;
  return html`
    <div class="round-head">
      <${Button} icon="left" label="Round before" keys="P" test="prev" class="quiet" disabled=${!m?.before} onClick=${goBefore} />
      <div class="round-name">
        <span class="mono" data-test="round-id" data-tip=${data?.id}>${data?.id || ' '}</span>
        <small class="muted">${status.value ? feedLabel(status.value) : 'live'}${watching > 1 && ` · ${watching} watching`}</small>
      </div>
      ${data?.pinned && html`<${Pinned} seen=${data.hash_seen_ns} />`}
      <${Button} icon="save" label="Save a picture of the chart" test="picture" class="quiet" disabled=${!data} onClick=${savePicture} />
    </div>`;
}

/** The fingerprint was seen before the round: nobody can change it any more. @param {{seen: string}} props */
export function Pinned({ seen }) {
  const when = exactTime(msOf(seen)).split(', ')[0];
  return html`
    <span class="verdict good" data-test="pinned" data-tip=${`The fingerprint was seen before the round, ${when}. When the seed is told, it shows that nobody changed the round.`}>
      ${icons.pin()}<span>Pinned</span></span>`;
}
