import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { html } from './html.js';
import { AlarmBanner } from './feed/alarm.js';
import { Help, helpOpen } from './frame/help.js';
import { sheets } from './frame/sheets.js';
import { Toasts } from './frame/toasts.js';
import { Tooltip } from './frame/tooltip.js';
import { Topbar } from './frame/topbar.js';
import { ArmedFrame, HandsPlace } from './hands/line.js';
import { DropArea } from './library/drop.js';
import { takeKeys } from './keys.js';
import { go, route, roundURL } from './router.js';
import { getHome, getStatus } from './api.js';
import { home, spoken, tellError } from './store.js';

/** The whole page. */
export function App() {
  useEffect(() => takeKeys({
    '?': () => (helpOpen.value = true),
    '/': () => (route.peek().screen === 'library' ? focusSearch() : go('/library', { state: { search: true } })),
  }), []);
  return html`
    <a class="skip" href="#screen">To the content</a>
    <${Topbar} />
    <${ArmedFrame} />
    <${AlarmBanner} />
    <main id="screen" tabindex="-1"><${Screen} /></main>
    <${HandsPlace} />
    <${DropArea} />
    <${Toasts} />
    <${Help} />
    <${Tooltip} />
    <div class="sr" role="status" aria-live="polite" data-test="spoken">${spoken}</div>`;
}

function focusSearch() {
  /** @type {HTMLInputElement | null} */ (document.querySelector('#search'))?.focus();
}

/** What a round is dressed in, recorded or live. */
const roundSheets = ['round/uplot', 'round/round', 'round/transport', 'round/panel'];

/** Each screen is loaded when it is first shown. @type {Record<string, () => Promise<() => any>>} */
const screens = {
  library: () => dressed(['library/library', 'library/imports'], import('./library/page.js').then((m) => m.LibraryPage)),
  round: () => dressed(roundSheets, import('./round/page.js').then((m) => m.RoundPage)),
  live: () => dressed([...roundSheets, 'live/live'], import('./live/page.js').then((m) => m.LivePage)),
  lab: () => dressed(['graph/graph', 'lab/lab', 'lab/setup', 'lab/editor', 'lab/result'], import('./lab/page.js').then((m) => m.LabPage)),
  odds: () => dressed(['graph/graph', 'lab/setup', 'lab/result', 'odds/odds'], import('./odds/page.js').then((m) => m.OddsPage)),
  wire: () => dressed(['feed/sheet', 'wire/wire'], import('./wire/page.js').then((m) => m.WirePage)),
};

/** A screen once its style sheets are in force. @param {string[]} names @param {Promise<() => any>} screen */
const dressed = (names, screen) => Promise.all([screen, sheets(...names)]).then(([page]) => page);

/** The screens that are loaded, by name. */
const loaded = signal(/** @type {Record<string, () => any>} */ ({}));

function Screen() {
  const { screen } = route.value;
  const Page = loaded.value[screen];
  useEffect(() => {
    if (!Page) screens[screen]?.().then((page) => (loaded.value = { ...loaded.peek(), [screen]: page }), tellError);
  }, [screen]);
  if (Page) return html`<${Page} />`;
  if (screen === 'start') return html`<${Start} />`;
  if (screens[screen]) return html`<div class="state" aria-busy="true"></div>`;
  return html`
    <div class="state">
      <h1>There is no such page</h1>
      <p>${route.value.path} names nothing here.</p>
      <a class="button strong" href="/library">To the library</a>
    </div>`;
}

/** What runs comes first; with no feed a sample plays, until there are rounds in the library. */
function Start() {
  useEffect(() => {
    Promise.all([getHome(), getStatus()]).then(([h, live]) => {
      home.value = h;
      if (live.feed.feed !== 'off') go('/live', { replace: true });
      else if (h.samples && h.first) go(roundURL(h.first), { replace: true, state: { play: true } });
      else go('/library', { replace: true });
    }, (err) => {
      tellError(err);
      go('/library', { replace: true });
    });
  }, []);
  return html`<div class="state" aria-busy="true"></div>`;
}
