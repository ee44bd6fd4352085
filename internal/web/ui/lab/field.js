import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { faults } from './order.js';
import { UNITS, range } from './value.js';

/**
 * A number with its name, its unit and what it does; what is wrong with it stands below.
 *
 * @param {{id: string, label: any, unit: string, value: string, says?: string, least?: number, most?: number, hint?: string,
 *   class?: string, after?: any, onInput: (value: string) => void}} props `hint` stands in an empty field
 */
export function Field({ id, label, unit, value, says, least, most, hint, class: extra = '', after, onInput }) {
  const wrong = faults.value[id], says2 = `${id}-says`;
  const bounds = least !== undefined && most !== undefined && Number.isFinite(least) ? range(least, most, unit) : '';
  return html`
    <div class=${`number ${wrong ? 'wrong' : ''} ${extra}`} data-field=${id}>
      <label for=${`f-${id}`}>${label}</label>
      <span class="number-box">
        <input id=${`f-${id}`} class="field num" value=${value} inputmode="decimal" autocomplete="off" spellcheck=${false} placeholder=${hint}
          aria-invalid=${wrong ? 'true' : undefined} aria-describedby=${says2} data-test=${`field-${id}`} data-tip=${bounds || undefined}
          onInput=${(/** @type {Event} */ e) => onInput(/** @type {HTMLInputElement} */ (e.currentTarget).value)} />
        ${UNITS[unit] && html`<span class="unit">${UNITS[unit]}</span>`}
      </span>
      ${after}
      <small id=${says2} class=${wrong ? 'fault' : 'muted'} aria-live="polite">${wrong || says}</small>
    </div>`;
}

/** One of a few. @param {{label: string, value: string, all: [value: string, text: string, tip?: string][], test: string, onChange: (v: any) => void}} props */
export function Segments({ label, value, all, test, onChange }) {
  return html`
    <div class="joined segments" role="group" aria-label=${label} data-test=${test}>
      ${all.map(([v, text, tip]) => html`<${Button} label=${text} text=${text} tip=${tip ?? text} on=${v === value} test=${`${test}-${v}`} onClick=${() => onChange(v)} />`)}
    </div>`;
}
