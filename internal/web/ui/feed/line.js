import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { sheets } from '../frame/sheets.js';
import { useNow } from '../frame/now.js';
import { takeKeys, takeKeysOver } from '../keys.js';
import { status, tellError } from '../store.js';
import { feedName, feedSentence, feedWord, recorderSentence, recorderWord } from './words.js';

/** The sheet that says more, loaded when it is first opened. */
const sheet = signal(/** @type {(() => any) | null} */ (null));
export const sheetOpen = signal(false);

export function toggleSheet() {
  sheetOpen.value = !sheetOpen.peek();
  if (sheet.peek()) return;
  Promise.all([import('./sheet.js'), sheets('feed/sheet')]).then(([m]) => (sheet.value = m.FeedSheet), tellError);
}

/** How the feed and the recorder are, on every screen. A click says more. */
export function FeedLine() {
  const now = useNow();
  const root = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  useEffect(() => takeKeys({ e: toggleSheet }), []);
  useEffect(() => (sheetOpen.value ? closeOutside(root) : undefined), [sheetOpen.value]);
  const s = status.value, Sheet = sheetOpen.value && sheet.value;
  if (!s) return null;
  const feed = feedWord(s.feed, now), rec = recorderWord(s.recorder);
  return html`
    <div class="feed" ref=${root}>
      <button type="button" class="feed-line num" aria-expanded=${sheetOpen.value} aria-haspopup="dialog" aria-keyshortcuts="E" data-keys="E" data-test="feed"
        aria-label=${`Feed ${feedName(s.feed)} ${feed.text}, recorder ${rec.text}`} data-tip=${`${feedSentence(s.feed, now).text} ${recorderSentence(s.recorder).text}`} onClick=${toggleSheet}>
        <span class="feed-part" data-test="feed-word" data-state=${s.feed.feed === 'off' ? 'off' : s.feed.state}>
          <span class="wide muted">feed</span><i class=${`lamp ${feed.tone}`}></i><b>${feedName(s.feed)}</b><span class="feed-value">${feed.text}</span>
        </span>
        <span class="feed-part" data-test="rec-word" data-state=${s.recorder.state}>
          <span class="wide muted">rec</span><i class=${`lamp ${rec.tone}`}></i><span class="rec-value">${rec.text}</span>
        </span>
      </button>
      ${Sheet && html`<${Sheet} />`}
    </div>`;
}

/** A click beside it or Esc closes the sheet. @param {{current: HTMLDivElement | null}} root */
function closeOutside(root) {
  const outside = (/** @type {Event} */ e) => {
    if (!root.current?.contains(/** @type {Node} */ (e.target))) sheetOpen.value = false;
  };
  document.addEventListener('pointerdown', outside);
  const giveBack = takeKeysOver({
    Escape: () => {
      sheetOpen.value = false;
      root.current?.querySelector('button')?.focus();
    },
  });
  return () => {
    document.removeEventListener('pointerdown', outside);
    giveBack();
  };
}
