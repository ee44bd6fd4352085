import { useEffect } from 'preact/hooks';
import { computed } from '@preact/signals';
import { post } from '../api.js';
import { html } from '../html.js';
import { send } from '../socket.js';
import { say, status, tell, watched } from '../store.js';
import { desk } from './book.js';
import { traders } from './words.js';
import './keep.js';

/** The desk on the live edge, where the page shows another or none. */
const elsewhere = computed(() => (watched.value === 'live' ? null : status.value?.desk ?? null));

/** Stops whatever takes risks, wherever it is shown, and says what that was. */
export function stop() {
  const d = desk.peek(), away = elsewhere.peek(), hands = status.peek()?.hands ?? null;
  const sent = send({ do: 'stop' }), pressing = hands !== null && (hands.armed !== null || hands.state !== 'off');
  if (hands) stopHands(pressing || !sent);
  if (!sent) return hands || told('STOP was not sent: rugtape does not answer. Paper only: no real money is at risk.', 'bad');
  if (hands?.armed) return; // what trades is the hands'
  if (!d && !away) return pressing || told('Nothing is trading here: there was nothing to stop.');
  told([d && stopped(d, 'beside the chart'), away && `On the live desk: ${stopped(away, 'on the Live page')}`].filter(Boolean).join(' '));
}

/** Later than this an answer is none: who wants to stop cannot wait. */
const ANSWER_MS = 1_000;

/** The hands are told once more, by a request of its own, whose answer alone proves that they have stopped. @param {boolean} tells whether it says so */
async function stopHands(tells) {
  try {
    await Promise.race([post('/api/hands/stop', {}), new Promise((_, fail) => setTimeout(fail, ANSWER_MS))]);
    if (tells) told('Stopped: nothing more is pressed in your browser. What is held there stays.');
  } catch {
    if (tells) told('STOP is not confirmed: rugtape does not answer. Close the tab of the game. A file named STOP in rugtape’s home stops it too; if it is dead or hangs, the watchdog sells.', 'bad');
  }
}

/** @param {{strategy: string, script?: string, stopped: boolean}} d @param {string} where it can be resumed */
function stopped(d, where) {
  if (d.stopped) return `Stopped already. Resume ${where}.`;
  return `${traders(d)} ${d.strategy ? 'take' : 'takes'} no new risk until you resume ${where}. What is held stays, and can be sold.`;
}

/** @param {string} text @param {'plain' | 'bad'} [tone] */
function told(text, tone = 'plain') {
  tell({ text, tone });
  say(text);
}

/** @param {KeyboardEvent} e */
function onKey(e) {
  if (e.code !== 'KeyX' || !e.ctrlKey || !e.shiftKey || e.altKey || e.metaKey) return;
  e.preventDefault();
  e.stopPropagation();
  if (!e.repeat) stop();
}

/** Always in the same place, whatever is shown; its key works in text fields and dialogs too. */
export function Stop() {
  useEffect(() => {
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
  const hands = status.value?.hands, on = (desk.value?.stopped || elsewhere.value?.stopped || hands?.stopped) ?? false;
  return html`
    <button type="button" class="stop" data-test="stop" aria-pressed=${on} aria-keyshortcuts="Control+Shift+X" data-keys="Ctrl Shift X"
      data-tip=${on ? 'Stopped. Resume beside its chart, or under Hands' : hands?.armed ? 'Disarms, and nothing takes a new risk' : 'Bot and hand take no new risk'} onClick=${stop}>STOP</button>`;
}
