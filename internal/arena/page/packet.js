/**
 * Packets of Engine.IO 4 and Socket.IO 4, as far as the arena speaks them: text
 * messages, the default namespace.
 */

/**
 * @typedef {{kind: 'open' | 'close' | 'ping' | 'connect' | 'disconnect' | 'event' | 'ack' | 'refused' | 'other', id: number, data: any}} Packet
 * data is the JSON that the packet carries: of an event its name and arguments.
 */

const KINDS = /** @type {const} */ ({
  0: 'open', 1: 'close', 2: 'ping', 40: 'connect', 41: 'disconnect', 42: 'event', 43: 'ack', 44: 'refused',
});

/** Reads a message; throws where it is none. @param {string} text @returns {Packet} */
export function readPacket(text) {
  const parts = /^(4[0-4]|[0-36])(\d*)(.*)$/s.exec(text);
  if (!parts) throw new SyntaxError('no packet');
  const kind = KINDS[/** @type {keyof typeof KINDS} */ (Number(parts[1]))] ?? 'other';
  const data = parts[3] ? JSON.parse(parts[3]) : null;
  if (kind === 'event' && typeof data?.[0] !== 'string') throw new SyntaxError('an event without a name');
  return { kind, id: parts[2] ? Number(parts[2]) : -1, data };
}

/** @param {string} player */
export const connectPacket = (player) => '40' + JSON.stringify({ username: player });

/** @param {number} id @param {string} name @param {object} payload */
export const orderPacket = (id, name, payload) => `42${id}` + JSON.stringify([name, payload]);

export const PONG = '3';
