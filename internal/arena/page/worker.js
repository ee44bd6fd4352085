/** The socket in a dedicated worker: messages in, messages out. */
import { Socket } from './socket.js';

/** @typedef {{start: {url: string, player: string}} | {emit: {key: number, name: string, payload: object, until: number}}} Ask */
/** @typedef {{tells: 'state' | 'refused' | 'event' | 'unreadable' | 'answer', args: any[]}} Told */

/** @type {Socket | undefined} */
let socket;

/** @param {Told['tells']} tells @param {...any} args */
const tell = (tells, ...args) => postMessage({ tells, args });

onmessage = (/** @type {MessageEvent<Ask>} */ { data }) => {
  if ('start' in data) {
    socket = new Socket(data.start.url, data.start.player, {
      state: (up, why) => tell('state', up, why),
      refused: (why) => tell('refused', why),
      event: (name, payload) => tell('event', name, payload),
      unreadable: () => tell('unreadable'),
    });
    return;
  }
  const { key, name, payload, until } = data.emit;
  if (Date.now() > until) return tell('answer', key, null, 'the worker was too slow, so that nothing was sent');
  socket?.emit(name, payload, (ack, why) => tell('answer', key, ack, why));
};
