import { html } from '../html.js';
import { computed } from '@preact/signals';
import { count, plural } from '../format.js';
import { Button } from '../frame/button.js';
import { inMs } from '../feed/words.js';
import { link, status } from '../store.js';
import { position, seek, step, tape } from '../round/cursor.js';
import { Scrub } from '../round/scrub.js';
import { aside, back, edge, toNow } from './edge.js';

const atStart = computed(() => !tape.value || position.value === 0);

/** What moves the cursor: back in the round, and to now. @param {{children?: any}} props what else stays in reach on a narrow screen */
export function LiveTransport({ children }) {
  const off = !tape.value, away = back.value;
  return html`
    <section class="transport live-transport" aria-label="Transport">
      ${children}
      <div class="deck" role="group" aria-label="Position">
        <${Button} icon="first" label="First tick" keys="Home" test="first" disabled=${atStart.value} onClick=${() => seek(0)} />
        <${Button} icon="back" label="One tick back" keys="←" test="back" disabled=${atStart.value} onClick=${() => step(-1)} />
        <${Button} icon="on" label="One tick on" keys="→" test="on" disabled=${!away} onClick=${() => step(1)} />
        <button type="button" class=${`button to-now ${away ? 'strong' : ''}`} aria-pressed=${!away} aria-keyshortcuts="End" data-keys="End" data-test="now" disabled=${off}
          data-tip=${away ? 'To the live edge' : 'The page goes along with the live edge. Space holds it here'} onClick=${toNow}>
          <i class="now-dot" aria-hidden="true"></i><span>${away ? 'Now' : 'Live'}</span></button>
      </div>
      <${Scrub} />
      <p class="ways where num" data-test="where">${where()}</p>
    </section>`;
}

/** Where the page stands against the edge. */
function where() {
  const t = tape.value, m = edge.value;
  if (!t || !m) return '';
  if (link.value.state !== 'open' || !status.value) return 'as it was';
  if (aside.value) return back.value ? 'a round that is over' : 'the round is over';
  const behind = t.last - position.value;
  if (back.value) return behind > 0 ? `${plural(behind, 'tick')} back` : `held at tick ${count(position.value)}`;
  const { feed } = status.value;
  return m.phase === 'live' && feed.interval_ms && feed.state !== 'offline' ? `a tick every ${inMs(feed.interval_ms.p50)}` : '';
}
