import { html } from '../html.js';
import { Stop } from '../desk/stop.js';
import { HandsLine } from '../hands/line.js';
import { route } from '../router.js';
import { shade, switchTheme } from '../theme.js';
import { Button } from './button.js';
import { helpOpen } from './help.js';
import { Status } from './status.js';

/** The bar that stands over every screen. */
export function Topbar() {
  const { screen, id } = route.value;
  const dark = shade.value === 'dark';
  const here = (/** @type {boolean} */ is) => (is ? 'page' : undefined);
  return html`
    <header class="topbar">
      <a class="wordmark" href="/library" aria-label="rugtape, to the library"><${Mark} />rugtape</a>
      <nav aria-label="Screens">
        <a href="/library" aria-current=${here(screen === 'library')} data-test="nav-library">Library</a>
        ${screen === 'round' && html`<a href=${location.pathname} aria-current="page" data-tip=${id} data-test="nav-round">Round</a>`}
        <a href="/live" aria-current=${here(screen === 'live')} data-test="nav-live">Live</a>
        <a href="/lab" aria-current=${here(screen === 'lab')} data-test="nav-lab">Lab</a>
        <a href="/odds" aria-current=${here(screen === 'odds')} data-test="nav-odds">Odds</a>
        <a href="/wire" aria-current=${here(screen === 'wire')} data-test="nav-wire">Wire</a>
      </nav>
      <${Status} />
      <${HandsLine} />
      <${Button} icon=${dark ? 'sun' : 'moon'} label=${dark ? 'Light theme' : 'Dark theme'} class="quiet" test="theme" onClick=${switchTheme} />
      <${Button} icon="help" label="Keys" keys="?" class="quiet" test="help-button" onClick=${() => (helpOpen.value = true)} />
      <${Stop} />
    </header>`;
}

/** A price that rises and is rugged. */
function Mark() {
  return html`
    <svg class="mark" viewBox="0 0 20 16" width="20" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
      <path d="M1.5 11.5 6 8l3 2 5-7.5v12h4.5" stroke-linejoin="round" stroke-linecap="round" />
    </svg>`;
}
