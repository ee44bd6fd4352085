import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { sentence } from '../format.js';
import { SPEED_KEYS, takeKeys } from '../keys.js';
import { route } from '../router.js';
import { home, link } from '../store.js';
import { Chart } from './chart.js';
import { moveBy, seek, tape } from './cursor.js';
import { commonKeys } from './hands.js';
import { RoundHead } from './head.js';
import { InfoPanel } from './info.js';
import { deleted, goTo, loading, retry, startRound, trouble } from './load.js';
import { Panel } from './panel.js';
import { clearLoop, loopFromHere, loopToHere, playOrPause, replay, setSpeed, toggleFollow } from './player.js';
import { ProofPanel } from './proof.js';
import { Readout } from './readout.js';
import { staged } from './staging.js';
import { ChartTools, toggleHide } from './toolbar.js';
import { toggleTiming, Transport } from './transport.js';

/** A recorded round. Live is made of the same parts (live/page.js). */
export function RoundPage() {
  useEffect(() => moveBy(replay), []);
  useEffect(startRound, []);
  useEffect(() => takeKeys(keyTable()), []);
  if (trouble.value) return html`<${Trouble} />`;
  const at = staged.value;
  return html`
    <div class="round" data-test="round" data-round=${tape.value?.data.id} aria-busy=${loading.value}>
      <h1 class="sr">Round ${tape.value?.data.id}</h1>
      <${RoundHead} />
      <${Readout} />
      <${ChartTools} />
      <${Chart} />
      ${at && html`<${at.Stage} />`}
      <${Transport}>${at && html`<${at.TradeBar} />`}</${Transport}>
      <${Panel} proof=${ProofPanel} info=${InfoPanel} />
      ${home.value?.samples && html`<${SampleHint} />`}
    </div>`;
}

function keyTable() {
  /** @type {Record<string, import('../keys.js').Action>} */
  const table = {
    ...commonKeys(),
    Space: playOrPause,
    Home: () => seek(0), End: () => seek(tape.peek()?.last ?? 0),
    '[': loopFromHere, ']': loopToHere, '\\': clearLoop,
    f: toggleFollow, h: toggleHide, t: toggleTiming,
    n: () => goTo('next'), p: () => goTo('prev'),
  };
  SPEED_KEYS.forEach((speed, digit) => (table[digit] = () => setSpeed(speed)));
  return table;
}

function Trouble() {
  const err = /** @type {import('../api.js').ApiError} */ (trouble.value);
  const gone = err.status === 404;
  const taken = gone && deleted.value === route.value.id;
  useEffect(() => {
    if (link.value.state === 'open' && err.status === 0) retry();
  }, [link.value.state]);
  return html`
    <div class="state" role="alert" data-test=${taken ? 'round-deleted' : 'round-trouble'}>
      <h1>${taken ? 'This round was deleted' : gone ? 'This round is not in the library' : 'The round could not be loaded'}</h1>
      <p>${taken ? html`Round <span class="mono">${deleted}</span> is no longer in the library. If the deletion is undone, it shows here again.`
        : html`${sentence(err.message)} ${sentence(err.hint)}`}</p>
      ${gone ? html`<a class="button strong" href="/library">To the library</a>`
        : html`<button type="button" class="button strong" onClick=${retry}>Try again</button>`}
    </div>`;
}

/** Where to go from the samples. */
function SampleHint() {
  return html`
    <aside class="hint" data-test="sample-hint">
      <p>This is one of ${home.value?.rounds} sample rounds, drawn by the law from published seeds. Space stops it, H shows how it goes on.</p>
      <div class="hint-ways">
        <a class="button" href="/live" data-test="hint-live">Watch a round live</a>
        <a class="button strong" href="/library" data-state='{"import":true}'>Import your recordings</a>
      </div>
    </aside>`;
}
