import { html } from '../html.js';
import { msOf, plural, timeOfDay } from '../format.js';
import { icons } from '../frame/icons.js';
import { pretty, splitPacket } from '../wire/pretty.js';

/** What was seen: the page before and after, and what passed on its socket. @param {{record: HandsRecord}} props */
export function Evidence({ record: r }) {
  return html`
    <section class="hands-section"><h2>The page, before and after the press</h2>
      <div class="pictures"><${Picture} of=${r.key} which="before" there=${r.before} /><${Picture} of=${r.key} which="after" there=${r.after} /></div></section>
    <section class="hands-section"><h2>On its socket: ${plural(r.frames.length, 'message')}</h2>
      ${r.frames.length === 0 ? html`<p class="muted"><small>Nothing of it is kept.</small></p>` : html`<ol class="frames" data-test="frames">${r.frames.map((f) => html`<${Frame} of=${f} />`)}</ol>`}
    </section>`;
}

/** @param {{of: number, which: 'before' | 'after', there: boolean}} props */
function Picture({ of, which, there }) {
  const path = `/api/hands/orders/${of}/${which}.jpg`;
  return html`
    <figure><figcaption class="muted">${which === 'before' ? 'Before' : 'After'}</figcaption>
      ${there ? html`<a href=${path} target="_blank" rel="noopener" data-tip="Opens whole"><img src=${path} alt=${`The page ${which} the press`} loading="lazy" data-test=${`picture-${which}`} /></a>`
        : html`<p class="muted picture-none"><small>No picture: ${which === 'before' ? 'it was not taken in time' : 'none yet, or the page did not answer'}</small></p>`}
    </figure>`;
}

/** So wide is a message laid out. */
const COLUMNS = 64;

/** @param {{of: HandsRecord['frames'][number]}} props */
function Frame({ of: f }) {
  const [digits, json] = splitPacket(f.text), whole = !f.cut && json !== '';
  return html`
    <li class=${f.out ? 'out' : 'in'}>
      <details><summary><span class="frame-way">${icons[f.out ? 'up' : 'down']()}<span class="sr">${f.out ? 'sent' : 'received'}</span></span><span class="muted">${timeOfDay(msOf(f.at_ns))}</span><code>${f.text}</code></summary>
        <pre>${digits}${whole ? '\n' + pretty(json, COLUMNS).map((l) => l.text).join('\n') : json}${f.cut && '…'}</pre></details>
    </li>`;
}
