import { html } from '../html.js';
import { icons } from '../frame/icons.js';
import { sentence } from '../format.js';

/** @type {Record<HandsStep['state'], [icon: IconName, says: string]>} */
const STATES = { running: ['dot', 'under way'], done: ['check', 'done'], failed: ['close', 'failed'], undone: ['back', 'taken back'] };

/** The steps of a connect, each as it comes. @param {{steps: HandsStep[]}} props */
export function Steps({ steps }) {
  return html`
    <ol class="steps" data-test="steps">
      ${steps.map(({ name, state, detail }) => html`
        <li class=${state} data-state=${state}>${icons[STATES[state][0]]()}
          <span><b>${sentence(name).slice(0, -1)}</b><span class="sr">: ${STATES[state][1]}</span>${detail && html`<small>${detail}</small>`}</span></li>`)}
    </ol>`;
}
