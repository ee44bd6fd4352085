/** The chart as a picture to keep. */
import { saying } from '../frame/verdict.js';
import { count, exactTime, msOf, price } from '../format.js';
import { tell } from '../store.js';
import { palette } from '../theme.js';
import { chartPicture } from './chart.js';
import { position, tape } from './cursor.js';

const HEAD = 56;

/** Saves the chart with a line above that says what it shows. */
export function savePicture() {
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
