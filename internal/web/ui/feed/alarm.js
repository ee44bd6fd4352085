import { computed, effect, signal } from '@preact/signals';
import { html } from '../html.js';
import { sentence } from '../format.js';
import { status, tellError } from '../store.js';
import { notify } from './notices.js';

/** The alarm that nobody has seen yet; it stays, whatever becomes of its cause. */
const unseen = signal(/** @type {Alarm | null} */ (null));

const NAME = 'rugtape.alarm';
/** When the alarm that was seen last began; a reload of the tab keeps it. */
let seenSince = sessionStorage.getItem(NAME) ?? '';

/** What the hands have come to; it is kept by rugtape until it is acknowledged. */
const grave = computed(() => status.value?.hands?.alarm ?? null);
const graveSince = computed(() => grave.value?.since_ns ?? '');

effect(() => {
  const alarm = graveSince.value && grave.peek();
  if (alarm) notify('alarm', `${sentence(alarm.text)} ${sentence(alarm.hint)}`);
});

effect(() => {
  const alarm = status.value?.alarm;
  if (!alarm || alarm.since_ns === seenSince || alarm.since_ns === unseen.peek()?.since_ns) return;
  unseen.value = alarm;
  notify('alarm', `${sentence(alarm.text)} ${sentence(alarm.hint)}`);
});

/** @param {Alarm} alarm */
const acknowledge = ({ since_ns }) => import('../hands/act.js').then((m) => m.ask('acknowledge', { since_ns }), tellError);

function see() {
  seenSince = unseen.peek()?.since_ns ?? '';
  sessionStorage.setItem(NAME, seenSince);
  unseen.value = null;
}

/** What a person must see. It stays until it was. */
export function AlarmBanner() {
  const hands = grave.value, alarm = hands ?? unseen.value;
  if (!alarm) return null;
  return html`
    <div class="alarm" role="alert" data-test="alarm">
      <p><strong>${sentence(alarm.text)}</strong> ${sentence(alarm.hint)}</p>
      <button type="button" class="button small" data-test="alarm-seen" onClick=${hands ? () => acknowledge(hands) : see}>Seen</button>
    </div>`;
}
