/** What is asked of the hands, one thing at a time. */
import { signal } from '@preact/signals';
import { post } from '../api.js';
import { sentence } from '../format.js';
import { tellError } from '../store.js';

/** What was asked for and has not been answered yet, '' for nothing. */
export const busy = signal('');

/** @param {unknown} err */
export function faultText(err) {
  const { message, hint = '' } = /** @type {{message: string, hint?: string}} */ (err);
  return [message, hint].filter(Boolean).map(sentence).join(' ');
}

/**
 * Asks the hands for something; tells whether it was done.
 *
 * @param {string} what of the API @param {object} [body] @param {(err: unknown) => void} [fault] where it is to be told, if not in a toast
 */
export async function ask(what, body = {}, fault = tellError) {
  busy.value = what;
  try {
    await post(`/api/hands/${what}`, body);
    return true;
  } catch (err) {
    fault(err);
    return false;
  } finally {
    busy.value = '';
  }
}
