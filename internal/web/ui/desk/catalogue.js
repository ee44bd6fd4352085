/** The strategies and scripts that there are to choose from. */
import { signal } from '@preact/signals';
import { ask } from '../api.js';
import { readAmount } from './lamports.js';

export const kinds = signal(/** @type {StrategyKind[] | null} */ (null));
export const scripts = signal(/** @type {ScriptItem[]} */ ([]));
/** Why they could not be had. */
export const fault = signal('');

/** Asks anew: scripts change while one works on them. */
export async function loadCatalogue() {
  fault.value = '';
  try {
    kinds.value ??= (await ask('/api/strategies')).strategies;
    scripts.value = (await ask('/api/scripts')).scripts;
  } catch (err) {
    fault.value = err instanceof Error ? err.message : String(err);
  }
}

/** What a strategy's name begins with if it is a script. */
export const SCRIPT = 'script:';

/** @param {string} kind @returns {ScriptItem | undefined} */
export const scriptOf = (kind) => (kind.startsWith(SCRIPT) ? scripts.value.find((s) => s.name === kind.slice(SCRIPT.length)) : undefined);

/** @param {string} kind @returns {StrategyKind | undefined} */
export const kindOf = (kind) => kinds.value?.find((k) => k.name === kind);

/** @type {Record<StrategyParam['unit'], string>} */
export const UNITS = { SOL: 'SOL', price: 'x', fraction: '', ticks: 'ticks', count: '' };

/** What is wrong with a value, '' if nothing is. @param {StrategyParam} p @param {string} text */
export function wrong(p, text) {
  const value = Number(text);
  const whole = p.unit === 'ticks' || p.unit === 'count';
  const number = p.unit === 'SOL' ? text !== '' && readAmount(text) !== null && !text.includes(',')
    : whole ? /^\d+$/.test(text) : /^\d*\.?\d+(e[+-]?\d+)?$/i.test(text);
  if (!number) return `not a ${whole ? 'whole number' : 'number'}: use ${range(p)}`;
  return value < p.least || value > p.most ? `out of range: use ${range(p)}` : '';
}

/** `0.001 to 1 SOL`. @param {StrategyParam} p */
export function range(p) {
  const unit = UNITS[p.unit];
  return `${p.least} to ${p.most.toLocaleString('en-US')}${unit === 'x' ? 'x' : unit && ' ' + unit}`;
}
