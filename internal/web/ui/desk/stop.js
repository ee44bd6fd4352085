import { useEffect } from 'preact/hooks';
import { computed } from '@preact/signals';
import { html } from '../html.js';
import { send } from '../socket.js';
import { say, status, tell, watched } from '../store.js';
import { desk } from './book.js';
import { traders } from './words.js';
import './keep.js';

/** The desk on the live edge, where the page shows another or none. */
const elsewhere = computed(() => (watched.value === 'live' ? null : status.value?.desk ?? null));

/** Stops whatever takes risks, and says what that was. */
export function stop() {
  const d = desk.peek(), away = elsewhere.peek();
  if (!d && !away) return told('Nothing is trading here: there was nothing to stop.');
  if (!send({ do: 'stop' })) return told('STOP was not sent: rugtape does not answer. Paper only: no real money is at risk.', 'bad');
  told([d && stopped(d, 'beside the chart'), away && `On the live desk: ${stopped(away, 'on the Live page')}`].filter(Boolean).join(' '));
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
  const on = (desk.value?.stopped || elsewhere.value?.stopped) ?? false;
  return html`
    <button type="button" class="stop" data-test="stop" aria-pressed=${on} aria-keyshortcuts="Control+Shift+X" data-keys="Ctrl Shift X"
      data-tip=${on ? 'Stopped. Resume beside its chart' : 'Bot and hand take no new risk'} onClick=${stop}>STOP</button>`;
}
