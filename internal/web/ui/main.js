/** Puts the page together and starts what keeps it alive. */
import { render } from 'preact';
import { App } from './app.js';
import { html } from './html.js';
import { startTooltips } from './frame/tooltip.js';
import { startKeys } from './keys.js';
import { startRouter } from './router.js';
import { startStore } from './store.js';
import { startTheme } from './theme.js';

startTheme();
startRouter();
startKeys();
startTooltips();
startStore();
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
