/** What is being set up: everything as it was typed. It survives a reload. */
import { computed, signal } from '@preact/signals';
import { kept } from '../prefs.js';
import { freely } from './request.js';

/** @type {Draft} */
const START = {
  by: 'strategy', kind: 'target', values: {}, sweeps: {}, script: '', source: '', rounds: 'drawn', count: '100000', seed: '1', exact: false,
  from: 'site', censored: 'finish', session: '100', balance: '1', limits: {}, delay: '0', jitter: '0', refuse: '0',
};

/** Whether all parts are there, each of its kind. @param {any} v */
const isDraft = (v) => typeof v === 'object' && Object.entries(START).every(([name, part]) => typeof v[name] === typeof part && v[name] !== null);

export const draft = kept('lab', START, isDraft);

/** The built-in strategies; null until the server has told. */
export const kinds = signal(/** @type {StrategyKind[] | null} */ (null));

/** The parameters that the script in the editor has. */
export const scriptParams = signal(/** @type {ScriptParam[]} */ ([]));

/** @param {Partial<Draft>} part */
export function set(part) {
  draft.value = { ...draft.peek(), ...part };
}

/** Under which name the values of what is chosen are kept. @param {Draft} d */
const keyOf = (d) => (d.by === 'strategy' ? d.kind : 'script ' + d.script);

/** What can be set of what is chosen. */
export const params = computed(() => {
  const d = draft.value;
  if (d.by === 'strategy') return kinds.value?.find((k) => k.name === d.kind)?.params ?? [];
  return scriptParams.value.map(freely);
});

/** The values of the parameters, by name: what was typed, else the defaults. */
export const values = computed(() => {
  const typed = draft.value.values[keyOf(draft.value)] ?? {};
  return Object.fromEntries(params.value.map((p) => [p.name, typed[p.name] ?? p.default]));
});

/** @param {string} name @param {string} value */
export function setValue(name, value) {
  const d = draft.peek(), key = keyOf(d);
  set({ values: { ...d.values, [key]: { ...d.values[key], [name]: value } } });
}

/** Sweeps a parameter over what is written; null no longer does. @param {string} name @param {string | null} text */
export function setSweep(name, text) {
  const { [name]: _, ...others } = draft.peek().sweeps;
  set({ sweeps: text === null ? others : { ...others, [name]: text } });
}

/** Takes up the setting of a run, to change it and run it again. @param {LabRequest} r */
export function takeUp(r) {
  const [kind, typed] = readSpec(r.strategy ?? '');
  const by = r.strategy ? 'strategy' : 'script';
  const d = { ...draft.peek(), by, kind: kind || draft.peek().kind, script: r.script ?? '', source: r.source || draft.peek().source };
  const given = by === 'strategy' ? typed : r.params ?? {};
  const texts = (/** @type {Record<string, any> | undefined} */ all) => Object.fromEntries(Object.entries(all ?? {}).map(([k, v]) => [k, String(v)]));
  draft.value = /** @type {Draft} */ ({
    ...d, ...roundsOf(r.rounds), values: { ...d.values, [keyOf(/** @type {Draft} */ (d))]: given },
    sweeps: Object.fromEntries(Object.entries(r.sweep ?? {}).map(([k, v]) => [k, v.join(', ')])),
    session: String(r.session || 1), balance: String(r.balance || 1), limits: texts(r.limits),
    delay: String(r.delay ?? 0), jitter: String(r.jitter ?? 0), refuse: String(r.refuse ?? 0),
  });
}

/** @param {LabRounds} r @returns {Partial<Draft>} */
function roundsOf(r) {
  if (r.from === 'recorded') return { rounds: 'recorded', from: r.source, censored: r.censored };
  return { rounds: 'drawn', count: String(r.count), seed: String(r.seed), exact: r.exact };
}

/** The name and the values of `target:m=2,stake=0.01`. @param {string} spec @returns {[string, Record<string, string>]} */
export function readSpec(spec) {
  const colon = spec.indexOf(':');
  if (colon < 0) return [spec, {}];
  const pairs = spec.slice(colon + 1).split(',').map((pair) => pair.split('='));
  return [spec.slice(0, colon), Object.fromEntries(pairs)];
}
