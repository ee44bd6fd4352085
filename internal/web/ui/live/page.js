import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { later } from '../frame/later.js';
import { takeKeys } from '../keys.js';
import { link, status } from '../store.js';
import { Chart } from '../round/chart.js';
import { moveBy, seek, tape } from '../round/cursor.js';
import { commonKeys } from '../round/hands.js';
import { Panel } from '../round/panel.js';
import { Readout } from '../round/readout.js';
import { staged } from '../round/staging.js';
import { ChartTools } from '../round/toolbar.js';
import { Before } from './before.js';
import { LiveCard } from './card.js';
import { back, holdOrGo, source, startEdge, toNow } from './edge.js';
import { LiveHead, goBefore } from './head.js';
import { LiveProof } from './proof.js';
import { LiveTransport } from './transport.js';

const LiveInfo = later(() => import('./info.js').then((m) => m.LiveInfo));

/** The round that runs: the same page as that of a recorded one, at its edge. */
export function LivePage() {
  useEffect(() => moveBy(source), []);
  useEffect(startEdge, []);
  useEffect(() => takeKeys({ ...commonKeys(), Space: holdOrGo, Home: () => seek(0), End: toNow, p: goBefore }), []);
  useEffect(() => {
    document.title = 'Live · rugtape';
    return () => void (document.title = 'rugtape');
  }, []);
  const at = staged.value;
  return html`
    <div class="round live" data-test="live" data-round=${tape.value?.data.id} data-back=${back.value} data-feed=${health()}>
      <h1 class="sr">Live</h1>
      <${LiveHead} />
      <${Readout} />
      <${ChartTools} live />
      <${Chart}><${LiveCard} /></${Chart}>
      ${at && html`<${at.Stage} />`}
      <${LiveTransport}>${at && html`<${at.TradeBar} />`}</${LiveTransport}>
      <${Panel} proof=${LiveProof} info=${LiveInfo} />
      <${Before} />
    </div>`;
}

/** Whether the price that shows is the one that is: it is greyed where not. */
function health() {
  if (link.value.state !== 'open') return 'gone';
  return status.value?.feed.feed === 'off' ? 'off' : status.value?.feed.state ?? 'connecting';
}
