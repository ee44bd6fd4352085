import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { count, plural, sentence } from '../format.js';
import { live, position } from '../round/cursor.js';
import { link } from '../store.js';
import { desk } from './book.js';
import { kindOf, loadCatalogue } from './catalogue.js';
import { Choose } from './choose.js';
import { DeedList } from './deedlist.js';
import { Standing, Stopped } from './figures.js';
import { stop } from './stop.js';
import { Session } from './session.js';
import { Reply } from './trade.js';
import { botName } from './words.js';

/** A strategy that trades on the replay. */
export function BotPanel() {
  const choosing = useSignal(false);
  const d = desk.value;
  if (!d?.strategy || choosing.value) {
    return html`
      <div class="desk" data-test="bot">
        ${!d?.strategy && html`<p class="desk-about">${live.value ? 'Let a strategy trade on paper as the game goes on: each of its decisions comes with its reason.'
          : 'Let a strategy trade this round on paper: each of its decisions comes with its reason, and a step back takes it back.'}</p>`}
        <${Choose} done=${d?.strategy ? () => (choosing.value = false) : undefined} />
        <${Reply} />
      </div>`;
  }
  return html`
    <div class="desk" data-test="bot">
      <${Stopped} />
      <${Bot} change=${() => (choosing.value = true)} />
      <${Standing} />
      <${DeedList} name="Decisions" test="deeds" none="The bot has only waited so far." />
      <${About} />
      <${Session} />
    </div>`;
}

/** Which bot it is, and its newest decision. @param {{change: () => void}} props */
function Bot({ change }) {
  const d = /** @type {Desk} */ (desk.value);
  const [name, values = ''] = d.strategy.split(':');
  return html`
    <section class="bot">
      <header>
        <h2 data-test="bot-name">${d.script || name}</h2>
        <${Button} icon="pause" label="Stop the bot" text="Stop" tip="The same as STOP: nothing more is bought or bet" class="small" test="bot-stop" disabled=${d.stopped || link.value.state !== 'open'} onClick=${stop} />
        <${Button} label="Change the bot" text="Change" class="small" test="bot-change" tip="Other values or another strategy, in a new session" onClick=${change} />
      </header>
      ${values && html`<p class="muted num"><small>${values.replaceAll('=', ' ').replaceAll(',', ' · ')}</small></p>`}
      ${d.error ? html`<p class="sentence bad" role="alert" data-test="bot-error"><strong>It no longer decides:</strong> ${sentence(d.error)}</p>`
        : html`<p class="bot-why num" data-test="bot-why"><b class=${`bot-act ${d.settled ? 'WAIT' : d.action}`}>${d.settled ? 'WAIT' : d.action}</b> ${d.settled ? 'the round is over' : d.why}${!live.value && d.tick + BEHIND < position.value && html` <span class="muted">(at tick ${count(d.tick)}, catching up)</span>`}</p>`}
    </section>`;
}

/** So many ticks behind the cursor it is said that the bot still works. */
const BEHIND = 40;

/** What the strategy is, and what it is worth. */
function About() {
  const d = /** @type {Desk} */ (desk.value);
  useEffect(() => void loadCatalogue(), []);
  const kind = d.script ? undefined : kindOf(botName(d));
  return html`
    <p class="muted desk-about" data-test="bot-about"><small>${plural(d.bets, 'buy or bet', 'buys and bets')} in this session, ${d.refused} refused${d.waiting > 0 && `, ${d.waiting} on the way`}.
      ${kind && ` It ${kind.says}.`}${kind?.truth && ` ${sentence(kind.truth)}`}</small></p>`;
}
