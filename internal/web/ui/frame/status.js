import { FeedLine } from '../feed/line.js';
import { html } from '../html.js';
import { useNow } from './now.js';
import { retryNow } from '../socket.js';
import { link, running } from '../store.js';
import { percent } from '../format.js';

/** Whether rugtape answers, and what it is busy with. */
export function Status() {
  const busy = running.value;
  return html`
    <div class="status" data-test="status">
      ${busy.length > 0 && html`<a class="status-import" href="/library" data-test="status-import" data-tip=${busy.map((j) => j.what).join(', ')}>
        <span class="wide">importing </span><span class="num">${percent(progress(busy), 0)}</span><progress max="1" value=${progress(busy)}></progress></a>`}
      <${Link} />
    </div>`;
}

/** @param {Job[]} jobs */
function progress(jobs) {
  const all = jobs.reduce((n, j) => n + j.bytes, 0);
  return all > 0 ? Math.min(1, jobs.reduce((n, j) => n + j.bytes_done, 0) / all) : 0;
}

function Link() {
  const { state } = link.value;
  if (state !== 'open' && link.value.attempt > 0) return html`<${Waiting} />`;
  if (state === 'open') return html`<span class="sr" data-link="open">connected</span><${FeedLine} />`;
  return html`<span class="link connecting" data-link="connecting" data-tip="Between this page and rugtape on this machine"><i></i><span class="wide">connecting</span></span>`;
}

function Waiting() {
  const now = useNow();
  const { retryAt, why } = link.value;
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return html`
    <span class="link lost" data-link="waiting" data-tip="What you see stays. The page connects again by itself and takes up where you are.">
      <i></i>
      <span>
        ${why || 'rugtape does not answer'}
        <span class="wide num">, ${retryAt && seconds ? `again in ${seconds} s` : 'trying again'}</span>
      </span>
    </span>
    <button type="button" class="button small" onClick=${retryNow} data-test="retry">Try now</button>`;
}
