/** The scripts: those that are saved, the one in the editor, and whether it is sound. */
import { computed, effect, signal } from '@preact/signals';
import { ask, post } from '../api.js';
import { tell, tellError } from '../store.js';
import { draft, scriptParams, set } from './draft.js';
import { STARTER } from './starter.js';

export const scripts = signal(/** @type {ScriptList | null} */ (null));
export const examples = computed(() => [STARTER, ...(scripts.value?.examples ?? [])]);

/** The text as it was saved, or as the example has it. */
const original = signal('');
/** Whether the editor holds what is not saved. */
export const dirty = computed(() => draft.value.source !== original.value);
/** Whether the script of the editor's name is saved as it stands. */
export const saved = computed(() => draft.value.script !== '' && !dirty.value);

/** @typedef {{state: 'none' | 'checking' | 'ok' | 'bad', fault: ScriptFault | null, source: string}} Check `source` is the text that was checked */
export const check = signal(/** @type {Check} */ ({ state: 'none', fault: null, source: '' }));

const PAUSE_MS = 250;

/** Checks the script whenever the typing pauses. */
export function startScripts() {
  loadScripts().then(arrive, tellError);
  let timer = 0;
  return effect(() => {
    const { by, source } = draft.value;
    if (by !== 'script' || source === check.peek().source) return;
    check.value = { ...check.peek(), state: source.trim() ? 'checking' : 'none' };
    clearTimeout(timer);
    timer = setTimeout(() => checkNow(source), PAUSE_MS);
  });
}

/** @param {string} source */
async function checkNow(source) {
  if (!source.trim()) return;
  try {
    /** @type {ScriptCheck} */
    const answer = await post('/api/scripts/check', { source });
    if (draft.peek().source !== source) return;
    if (answer.ok) scriptParams.value = answer.params ?? [];
    check.value = answer.ok ? { state: 'ok', fault: null, source } : { state: 'bad', fault: answer, source };
  } catch (err) {
    check.value = { state: 'none', fault: null, source: '' };
    tellError(err);
  }
}

async function loadScripts() {
  scripts.value = await ask('/api/scripts');
}

/** What the editor holds after a reload is held against what is saved. */
async function arrive() {
  const { script, source } = draft.peek();
  if (script) {
    const found = await ask(`/api/scripts/${encodeURIComponent(script)}`).catch(() => null);
    if (found) original.value = found.source;
    else set({ script: '' });
  } else if (!source) {
    openExample(STARTER.name);
  } else {
    original.value = examples.peek().find((e) => e.source === source)?.source ?? '';
  }
}

/** Puts a text into the editor; what was not saved can be had back. @param {string} name @param {string} source */
function put(name, source) {
  const { script, source: before } = draft.peek(), was = original.peek();
  if (dirty.peek() && before.trim()) {
    const back = () => {
      set({ script, source: before });
      original.value = was;
    };
    tell({ text: `What was not saved ${script ? `of ${script} ` : ''}is set aside.`, action: { label: 'Take it back', run: back } });
  }
  original.value = source;
  set({ script: name, source });
}

/** @param {string} name */
export async function openScript(name) {
  try {
    put(name, (await ask(`/api/scripts/${encodeURIComponent(name)}`)).source);
  } catch (err) {
    tellError(err);
  }
}

/** @param {string} name */
export function openExample(name) {
  const found = examples.peek().find((e) => e.name === name);
  if (found) put('', found.source);
}

/** Saves under a name. @param {string} name */
export async function save(name) {
  const { source } = draft.peek();
  await post(`/api/scripts/${encodeURIComponent(name)}`, { source });
  original.value = source;
  set({ script: name });
  await loadScripts();
}

/** Deletes the script in the editor; its text stays there. */
export async function deleteScript() {
  const { script: name } = draft.peek(), text = original.peek();
  try {
    await post(`/api/scripts/${encodeURIComponent(name)}/delete`, {});
    original.value = '';
    set({ script: '' });
    await loadScripts();
    const back = async () => {
      await post(`/api/scripts/${encodeURIComponent(name)}`, { source: text });
      original.value = text;
      set({ script: name });
      await loadScripts();
    };
    tell({ text: `${name} is deleted. Its text is still in the editor.`, action: { label: 'Undo', run: () => back().catch(tellError) } });
  } catch (err) {
    tellError(err);
  }
}
