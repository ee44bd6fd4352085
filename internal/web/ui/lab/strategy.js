import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { sentence } from '../format.js';
import { draft, kinds, params, set, setSweep, setValue, values } from './draft.js';
import { Field } from './field.js';

/** The built-in strategies: which one, and its parameters. */
export function StrategyForm() {
  const all = kinds.value, kind = all?.find((k) => k.name === draft.value.kind);
  if (!all) return html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`;
  return html`
    <div class="strategy">
      <select class="select" aria-label="Strategy" value=${draft.value.kind} data-test="strategy"
        onChange=${(/** @type {Event} */ e) => set({ kind: /** @type {HTMLSelectElement} */ (e.currentTarget).value, sweeps: {} })}>
        ${all.map((k) => html`<option value=${k.name}>${k.name}</option>`)}
      </select>
      ${kind ? html`<p class="says">It ${kind.says}.</p>${kind.truth && html`<p class="says truth" data-test="truth">${sentence(kind.truth)}</p>`}`
        : html`<p class="fault">There is no strategy of this name any more.</p>`}
      <${Params} />
    </div>`;
}

/** The parameters of what is chosen, each with a value or a sweep over several. */
export function Params() {
  if (params.value.length === 0) return null;
  return html`<div class="knobs" role="group" aria-label="Parameters">${params.value.map((p) => html`<${Param} key=${p.name} param=${p} />`)}</div>`;
}

/** @param {{param: Param}} props */
function Param({ param: p }) {
  const sweep = draft.value.sweeps[p.name], swept = sweep !== undefined;
  const id = 'param.' + p.name;
  const toggle = () => setSweep(p.name, swept ? null : values.peek()[p.name]);
  const after = html`<${Button} icon="range" label=${swept ? `One value for ${p.name}` : `Sweep ${p.name}`} on=${swept} class="quiet small" test=${`sweep-${p.name}`}
    tip=${swept ? 'Back to one value' : 'Try several values of it'} onClick=${toggle} />`;
  const label = html`<code>${p.name}</code>`;
  if (swept) {
    return html`<${Field} id=${id} label=${label} unit=${p.unit} value=${sweep} least=${p.least} most=${p.most} class="swept" after=${after}
      says="values, such as 1.5, 2, 3, or 1 to 2 step 0.25" onInput=${(/** @type {string} */ v) => setSweep(p.name, v)} />`;
  }
  return html`<${Field} id=${id} label=${label} unit=${p.unit} value=${values.value[p.name]} says=${p.says} least=${p.least} most=${p.most} after=${after}
    hint=${p.default} onInput=${(/** @type {string} */ v) => setValue(p.name, v)} />`;
}
