/** The connection to the arena: a socket of the page's, or one in a worker. */
import { Socket } from './socket.js';

const WORKER_WITHIN_MS = 1_000; // an order is taken up, or dropped

/** @param {Knobs} knobs @param {string} player @param {Hearer} hearer @returns {Link} */
export function openLink(knobs, player, hearer) {
  const url = new URL('/socket.io/?EIO=4&transport=websocket', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const password = new URLSearchParams(location.search).get('password');
  if (password) url.searchParams.set('password', password);
  return knobs.worker ? new InWorker(url.href, player, hearer) : new Socket(url.href, player, hearer);
}

/** @implements {Link} */
class InWorker {
  #worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  #lastKey = 0;
  /** @type {Map<number, Answer>} */
  #answers = new Map();

  /** @param {string} url @param {string} player @param {Hearer} on */
  constructor(url, player, on) {
    this.#worker.onmessage = (/** @type {MessageEvent<import('./worker.js').Told>} */ { data: { tells, args } }) => {
      if (tells === 'answer') this.#answers.get(args[0])?.(args[1], args[2]);
      else /** @type {any} */ (on)[tells](...args);
    };
    this.#worker.postMessage({ start: { url, player } });
  }

  /** @param {string} name @param {object} payload @param {Answer} answer */
  emit(name, payload, answer) {
    const key = this.#lastKey++;
    this.#answers.set(key, answer);
    this.#answers.delete(key - 1_000);
    this.#worker.postMessage({ emit: { key, name, payload, until: Date.now() + WORKER_WITHIN_MS } });
  }
}
