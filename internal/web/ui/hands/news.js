/** Tells a screen reader, and with a toast, what the hands have come to; the page may show anything. */
import { effect, untracked } from '@preact/signals';
import { say, status, tell } from '../store.js';
import { handsNews } from './words.js';

let was = /** @type {Hands | null} */ (null);

effect(() => {
  const is = status.value?.hands ?? null, before = was;
  was = is;
  const { text, grave } = handsNews(before, is);
  if (text === '') return;
  untracked(() => {
    say(text);
    if (grave) tell({ text, about: 'hands', tone: is?.armed ? 'plain' : 'bad' });
  });
});
