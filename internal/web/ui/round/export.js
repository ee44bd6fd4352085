import { html } from '../html.js';
import { copy } from '../frame/copy.js';
import { icons } from '../frame/icons.js';
import { Menu } from '../frame/menu.js';
import { saying } from '../frame/verdict.js';
import { filePath } from '../api.js';
import { count, exactTime, msOf, price } from '../format.js';
import { roundURL } from '../router.js';
import { player, tell } from '../store.js';
import { palette } from '../theme.js';
import { chartPicture } from './chart.js';
import { position, tape } from './player.js';

/** Takes the round away: as data, as a picture, as a link. */
export function ExportMenu() {
  const data = tape.value?.data;
  return html`
    <${Menu} icon="save" label="Export" test="export" class="export">
      ${data && html`
        <a class="button quiet" href=${filePath(data, 'jsonl')} download data-test="export-jsonl">
          <${Item} icon="save" name="Round file" what="JSON lines, as rugtape keeps it" /></a>
        <a class="button quiet" href=${filePath(data, 'csv')} download data-test="export-csv">
          <${Item} icon="save" name="Table" what="CSV, a line for each tick" /></a>
        <button type="button" class="button quiet" data-test="export-png" onClick=${savePicture}>
          <${Item} icon="save" name="Picture of the chart" what="PNG, as it is now" /></button>
        <button type="button" class="button quiet" data-test="copy-link" onClick=${copyLink}>
          <${Item} icon="copy" name="Link to this tick" what="opens on this machine" /></button>
        <button type="button" class="button quiet" data-test="copy-watch" onClick=${copyWatch}>
          <${Item} icon="copy" name="Link to watch along" what="shares this player with another tab" /></button>`}
    </${Menu}>`;
}

/** @param {{icon: IconName, name: string, what: string}} props */
function Item({ icon, name, what }) {
  return html`${icons[icon]()}<span>${name}<small>${what}</small></span>`;
}

function copyLink() {
  if (tape.value) copy(location.origin + roundURL(tape.value.data, position.value), 'Link to this tick').then(told);
}

function copyWatch() {
  const p = player.value;
  if (p) copy(location.origin + roundURL(p, undefined, p.player), 'Link to watch along').then(told);
}

/** @param {boolean} done */
function told(done) {
  if (done) tell({ text: 'The link is on the clipboard.' });
}

const HEAD = 56;

/** The chart with a line above that says what it shows. */
function savePicture() {
  const from = chartPicture(), t = tape.value;
  if (!from || !t) return;
  const ratio = devicePixelRatio, c = palette();
  const to = document.createElement('canvas');
  [to.width, to.height] = [from.width + 24 * ratio, from.height + (HEAD + 14) * ratio];
  const ctx = /** @type {CanvasRenderingContext2D} */ (to.getContext('2d'));
  ctx.fillStyle = c.bg;
  ctx.fillRect(0, 0, to.width, to.height);
  ctx.drawImage(from, 12 * ratio, HEAD * ratio);
  const font = c.font.replace(/^[\d.]+px/, '');
  const { data } = t, p = t.prices[position.value];
  ctx.textBaseline = 'middle';
  ctx.fillStyle = c.text;
  ctx.font = `600 ${15 * ratio}px ${font}`;
  ctx.fillText(`${data.id}   tick ${count(position.value)}   ${Number.isNaN(p) ? 'missing' : price(p)}`, 20 * ratio, 20 * ratio);
  ctx.fillStyle = c.muted;
  ctx.font = `${12 * ratio}px ${font}`;
  const when = exactTime(msOf(data.started_ns)).split(', ')[1] ?? 'time not recorded';
  ctx.fillText(`${saying(data).word} · ${data.source} · ${when} · rugtape`, 20 * ratio, 40 * ratio);
  to.toBlob((blob) => {
    if (!blob) {
      tell({ text: 'The browser could not make the picture.', tone: 'bad' });
      return;
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${data.id}-t${position.value}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, 'image/png');
}
