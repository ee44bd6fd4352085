import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { useNow } from '../frame/now.js';
import { status } from '../store.js';
import { FeedChooser } from './choose.js';
import { FeedFigures, RecorderFigures } from './figures.js';
import { sheetOpen } from './line.js';
import { RecorderSwitch } from './recorder.js';
import { NoticeSettings } from './settings.js';
import { feedLabel, feedSentence, recorderSentence } from './words.js';

/** All about the feed and the recorder, and what can be chosen of them. */
export function FeedSheet() {
  const now = useNow();
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  useEffect(() => box.current?.focus(), []);
  const s = status.value;
  if (!s) return null;
  const feed = feedSentence(s.feed, now), rec = recorderSentence(s.recorder);
  return html`
    <div class="feed-sheet" role="dialog" aria-label="Feed and recorder" tabindex="-1" ref=${box} data-test="feed-sheet" onFocusOut=${leave}>
      <section>
        <h2>Feed: <span data-test="feed-name">${feedLabel(s)}</span></h2>
        <p class=${`sentence ${feed.tone}`} data-test="feed-sentence">${feed.text}</p>
        <${FeedFigures} feed=${s.feed} now=${now} />
        <${FeedChooser} />
      </section>
      <section>
        <h2>Recorder</h2>
        <p class=${`sentence ${rec.tone}`} data-test="rec-sentence">${rec.text} ${s.recorder.hint && html`<strong>${s.recorder.hint}</strong>`}</p>
        <${RecorderFigures} recorder=${s.recorder} now=${now} />
        <${RecorderSwitch} />
      </section>
      <${NoticeSettings} />
    </div>`;
}

/** Who tabs on out of the sheet has done with it. @param {FocusEvent} e */
function leave(e) {
  const sheet = /** @type {HTMLElement} */ (e.currentTarget), to = e.relatedTarget;
  if (to instanceof Node && !sheet.parentElement?.contains(to)) sheetOpen.value = false;
}
