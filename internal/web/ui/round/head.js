import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { Verdict } from '../frame/verdict.js';
import { exactTime, msOf, relative } from '../format.js';
import { player } from '../store.js';
import { tape } from './cursor.js';
import { ExportMenu } from './export.js';
import { goTo } from './load.js';

/** Which round this is, and the way to its neighbours. */
export function RoundHead() {
  const data = tape.value?.data;
  const ms = msOf(data?.started_ns);
  const watching = player.value?.viewers ?? 1;
  return html`
    <div class="round-head">
      <${Button} icon="left" label="Round before" keys="P" test="prev" class="quiet" disabled=${!data?.prev} onClick=${() => goTo('prev')} />
      <${Button} icon="right" label="Next round" keys="N" test="next" class="quiet" disabled=${!data?.next} onClick=${() => goTo('next')} />
      <div class="round-name">
        <span class="mono" data-test="round-id" data-tip=${data?.id}>${data?.id ?? ' '}</span>
        ${data && html`
          <small class="muted"><time data-tip=${exactTime(ms)}>${relative(ms)}</time> · ${data.source}${watching > 1 && ` · ${watching} watching`}</small>`}
      </div>
      ${data && html`<${Verdict} round=${data} />`}
      <${ExportMenu} />
    </div>`;
}
