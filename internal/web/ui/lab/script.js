import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { count, sentence } from '../format.js';
import { tellError } from '../store.js';
import { draft, set } from './draft.js';
import { Editor, goToFault } from './editor.js';
import { hot, QUICK, setHot } from './hot.js';
import { run } from './order.js';
import { check, deleteScript, dirty, examples, openExample, openScript, save, saved, scripts } from './scripts.js';
import { Params } from './strategy.js';

/** A strategy as a script: which one, its text, and whether it is sound. */
export function ScriptForm() {
  const naming = useSignal(false);
  const keep = () => {
    if (draft.peek().script) save(draft.peek().script).catch(tellError);
    else naming.value = true;
  };
  return html`
    <div class="script" data-test="script">
      <div class="script-bar">
        <${Choice} />
        <${Button} icon="save" label=${draft.value.script ? `Save ${draft.value.script}` : 'Save'} text="Save" keys="Ctrl S" class="small" test="save" disabled=${saved.value} onClick=${keep} />
        <${Button} icon="copy" label="Save under another name" class="quiet small" test="save-as" onClick=${() => (naming.value = true)} />
        <${Button} icon="trash" label=${`Delete ${draft.value.script}`} class="quiet small" test="delete-script" disabled=${!draft.value.script} onClick=${deleteScript} />
      </div>
      ${naming.value && html`<${Naming} done=${() => (naming.value = false)} />`}
      <${Editor} text=${draft.value.source} fault=${check.value.fault} onInput=${(/** @type {string} */ source) => set({ source })} onSave=${keep} onRun=${run} />
      <div class="script-foot">
        <${State} />
        <label class="tick-box" data-tip=${`An edit that is sound runs by itself, on ${count(QUICK)} rounds`}>
          <input type="checkbox" checked=${hot.value} data-test="hot" onChange=${(/** @type {any} */ e) => setHot(e.currentTarget.checked)} />run on change</label>
      </div>
      <${Params} />
    </div>`;
}

/** The scripts there are. */
function Choice() {
  const all = scripts.value, name = draft.value.script;
  /** @param {any} e */
  const chosen = (e) => {
    const [kind, ...rest] = e.currentTarget.value.split(' ');
    if (kind === 'saved') openScript(rest.join(' '));
    if (kind === 'example') openExample(rest.join(' '));
  };
  const here = name ? `saved ${name}` : 'none';
  return html`
    <select class="select" aria-label="Script" value=${here} data-test="script-choice" onChange=${chosen}>
      ${!name && html`<option value="none">not saved</option>`}
      ${all && all.scripts.length > 0 && html`<optgroup label="Saved">${all.scripts.map((s) => html`
        <option value=${`saved ${s.name}`}>${s.name}${s.name === name && dirty.value ? ' *' : ''}${s.error ? ' (has an error)' : ''}</option>`)}</optgroup>`}
      <optgroup label="Examples">${examples.value.map((e) => html`<option value=${`example ${e.name}`}>${e.name}</option>`)}</optgroup>
    </select>`;
}

/** @param {{done: () => void}} props */
function Naming({ done }) {
  const name = useSignal(draft.peek().script && draft.peek().script + '-2');
  const wrong = useSignal('');
  const taken = scripts.value?.scripts.some((s) => s.name === name.value);
  /** @param {Event} e */
  const submit = (e) => {
    e.preventDefault();
    if (!/^[A-Za-z0-9][\w-]{0,63}$/.test(name.value)) return void (wrong.value = 'Letters, digits, - and _, 64 at most.');
    save(name.value).then(done, (err) => (wrong.value = sentence(err.message)));
    return undefined;
  };
  return html`
    <form class="naming" onSubmit=${submit}>
      <input class="field" aria-label="Name of the script" placeholder="name" value=${name} autocomplete="off" spellcheck=${false} data-test="script-name"
        ref=${(/** @type {HTMLElement | null} */ el) => el?.focus()} onInput=${(/** @type {any} */ e) => (name.value = e.currentTarget.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => e.key === 'Escape' && done()} />
      <button type="submit" class="button strong" data-test="save-name">${taken ? 'Replace it' : 'Save'}</button>
      <${Button} icon="close" label="Not now" class="quiet" onClick=${done} />
      ${wrong.value && html`<small class="fault" role="alert">${wrong}</small>`}
    </form>`;
}

/** Whether the script is sound. */
function State() {
  const { state, fault } = check.value;
  if (state === 'bad' && fault) {
    return html`
      <p id="script-state" class="script-state fault" role="alert" data-test="script-fault">${icons.close()}<span>
        <button type="button" class="textlink" onClick=${() => goToFault(fault)}>Line ${fault.line}, column ${fault.col}</button>: ${sentence(fault.text)}</span></p>`;
  }
  const words = { none: '', checking: 'checking…', ok: 'sound', bad: '' }[state];
  return html`<p id="script-state" class="script-state muted" data-test="script-state" data-state=${state}>${state === 'ok' && icons.check()}${words}</p>`;
}
