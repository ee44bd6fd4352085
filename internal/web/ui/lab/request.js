/** From what was typed to what the server is asked. Pure. */
import { FIELDS, LIMITS, MANNERS, PHASES } from './limits.js';
import { fault, sweepValues } from './value.js';

/** A script's parameter: its type is told, its bounds are not. @param {ScriptParam} p @returns {Param} */
export function freely({ name, type, default: standard }) {
  return { name, default: standard, unit: type, least: -Infinity, most: Infinity, says: { number: '', whole: 'a whole number', text: '', switch: 'True or False' }[type] };
}

/**
 * @typedef {{request: LabRequest, faults: Record<string, string>, sizes: number[], trials: number, rounds: number | null}} Order
 *   `faults` by field: param.m, count, limit.stake_sol; `rounds` of one trial, null where only the library knows
 */

/**
 * @param {Draft} d @param {Param[]} params @param {Record<string, string>} values @param {boolean} saved the script is as it was saved
 * @returns {Order}
 */
export function orderOf(d, params, values, saved) {
  /** @type {Record<string, string>} */
  const faults = {};
  /** @type {Record<string, string[]>} */
  const sweep = {};
  const note = (/** @type {string} */ field, /** @type {string} */ text) => text && (faults[field] = text);
  for (const p of params) {
    if (d.sweeps[p.name] === undefined) {
      note('param.' + p.name, fault(values[p.name], p));
      continue;
    }
    const swept = sweepValues(d.sweeps[p.name], p);
    note('param.' + p.name, swept.fault);
    if (!swept.fault) sweep[p.name] = swept.values;
  }
  const drawn = d.rounds === 'drawn';
  if (drawn) note('count', fault(d.count, FIELDS.count));
  note('seed', fault(d.seed, FIELDS.seed));
  note('session', fault(d.session, FIELDS.session));
  note('balance', fault(d.balance, FIELDS.balance));
  for (const m of MANNERS) note(m.name, fault(d[m.name], m));
  for (const l of LIMITS) if (d.limits[l.name]?.trim()) note('limit.' + l.name, fault(d.limits[l.name], l));
  const sizes = Object.values(sweep).map((v) => v.length);
  const trials = sizes.reduce((a, b) => a * b, 1);
  if (trials > MOST_TRIALS) faults.sweep = `A sweep of more than ${MOST_TRIALS.toLocaleString('en-US')} trials is too many: take fewer values.`;
  return { request: requestOf(d, params, values, saved, sweep), faults, sizes, trials, rounds: drawn ? Number(d.count) : null };
}

const MOST_TRIALS = 1000;

/**
 * @param {Draft} d @param {Param[]} params @param {Record<string, string>} values @param {boolean} saved @param {Record<string, string[]>} sweep
 * @returns {LabRequest}
 */
function requestOf(d, params, values, saved, sweep) {
  const fixed = params.filter((p) => !sweep[p.name]);
  /** @type {Record<string, string | boolean>} */
  const limits = Object.fromEntries(LIMITS.filter((l) => d.limits[l.name]?.trim()).map((l) => [l.name, d.limits[l.name].trim()]));
  for (const [phase] of PHASES) if (phase && d.limits[phase] === 'true') limits[phase] = true;
  const given = Object.fromEntries(fixed.map((p) => [p.name, values[p.name].trim()]));
  /** @type {LabRequest} */
  const r = {
    ...(d.by === 'strategy' ? { strategy: specOf(d.kind, given) } : { ...(saved && d.script ? { script: d.script } : { source: d.source }), params: given }),
    rounds: d.rounds === 'drawn' ? { from: 'drawn', count: Number(d.count), seed: Number(d.seed), exact: d.exact }
      : { from: 'recorded', source: d.from, censored: d.censored },
    session: Number(d.session), balance: d.balance.trim(), delay: Number(d.delay), jitter: Number(d.jitter), refuse: Number(d.refuse),
  };
  if (Object.keys(limits).length > 0) r.limits = limits;
  if (Object.keys(sweep).length > 0) r.sweep = sweep;
  return r;
}

/** @param {string} kind @param {Record<string, string>} values */
export function specOf(kind, values) {
  const pairs = Object.entries(values).map(([k, v]) => `${k}=${v}`);
  return pairs.length > 0 ? `${kind}:${pairs.join(',')}` : kind;
}

/** The command that does the same. @param {LabRequest} r */
export function commandOf(r) {
  const sweep = Object.entries(r.sweep ?? {});
  const spec = r.strategy || specOf(r.script ? `scripts/${r.script}.star` : './script.star', r.params ?? {});
  const words = ['rugtape', sweep.length > 0 ? 'sweep' : 'backtest', '--strategy', quoted(spec)];
  for (const [name, all] of sweep) words.push('--over', quoted(`${name}=${all.join(',')}`));
  if (r.rounds.from === 'drawn') {
    words.push('--rounds', String(r.rounds.count), '--seed', String(r.rounds.seed));
    if (r.rounds.exact) words.push('--exact');
  } else {
    words.push('--recorded', '--source', r.rounds.source, '--censored', r.rounds.censored);
  }
  words.push('--session', String(r.session), '--balance', String(r.balance));
  for (const name of /** @type {const} */ (['delay', 'jitter', 'refuse'])) if (r[name]) words.push('--' + name, String(r[name]));
  if (r.limits && Object.keys(r.limits).length > 0) words.push('--limits', 'limits.toml');
  return words.join(' ');
}

/** A word as the shell reads it. @param {string} word */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The file of limits that the command reads. @param {LabRequest} r */
export function limitsFile(r) {
  return Object.entries(r.limits ?? {}).map(([name, v]) => `${name} = ${/_sol$/.test(name) ? `"${v}"` : v}`).join('\n');
}
