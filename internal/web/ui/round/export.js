import { html } from '../html.js';
import { copy } from '../frame/copy.js';
import { icons } from '../frame/icons.js';
import { Menu } from '../frame/menu.js';
import { filePath } from '../api.js';
import { roundURL } from '../router.js';
import { player, tell } from '../store.js';
import { position, tape } from './cursor.js';
import { savePicture } from './picture.js';

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
