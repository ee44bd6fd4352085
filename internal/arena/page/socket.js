/**
 * A Socket.IO client for the arena. It comes back by itself when the connection
 * ends. An order goes out now or not at all: none is kept for later.
 */
import { PONG, connectPacket, orderPacket, readPacket } from './packet.js';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
const ACK_WITHIN_MS = 8_000;
const MOST_ORDERS = 1_000; // whose acks are listened for

const NOT_UP = 'there is no connection, so that nothing was sent';
const CUT = 'the connection ended before the arena answered';
const NO_ACK = 'the arena did not answer';

/** @implements {Link} */
export class Socket {
  /** @type {WebSocket | null} */
  #ws = null;
  #url;
  #player;
  #on;
  #up = false;
  #attempt = 0;
  #silence = 0; // a timer
  #quiet = 45_000; // ms without a message after which the connection is dead
  #lastID = 0;
  /** Orders and their answers; one that was answered stays until the connection ends, as its ack may come twice.
   * @type {Map<number, {answer: Answer, timer: number}>} */
  #orders = new Map();

  /** @param {string} url of the arena @param {string} player @param {Hearer} hearer */
  constructor(url, player, hearer) {
    this.#url = url;
    this.#player = player;
    this.#on = hearer;
    this.#dial();
  }

  /** @param {string} name @param {object} payload @param {Answer} answer */
  emit(name, payload, answer) {
    if (!this.#up || this.#ws?.readyState !== WebSocket.OPEN) return answer(null, NOT_UP);
    const id = this.#lastID++;
    const timer = setTimeout(() => answer(null, NO_ACK), ACK_WITHIN_MS);
    this.#orders.set(id, { answer, timer });
    this.#orders.delete(id - MOST_ORDERS);
    this.#ws.send(orderPacket(id, name, payload));
  }

  #dial() {
    const ws = new WebSocket(this.#url);
    this.#ws = ws;
    ws.binaryType = 'arraybuffer';
    this.#wait();
    ws.onmessage = (e) => {
      this.#wait();
      if (typeof e.data !== 'string') return this.#on.unreadable();
      try {
        this.#hear(ws, readPacket(e.data));
      } catch (err) {
        if (!(err instanceof SyntaxError)) throw err;
        this.#on.unreadable();
      }
    };
    ws.onclose = () => this.#lost(ws, 'the connection to the arena ended');
  }

  /** @param {WebSocket} ws @param {import('./packet.js').Packet} p */
  #hear(ws, p) {
    switch (p.kind) {
      case 'open':
        this.#quiet = p.data.pingInterval + p.data.pingTimeout;
        ws.send(connectPacket(this.#player));
        break;
      case 'ping':
        ws.send(PONG);
        break;
      case 'connect':
        this.#attempt = 0;
        this.#up = true;
        this.#on.state(true, '');
        break;
      case 'event':
        this.#on.event(p.data[0], p.data.at(-1));
        break;
      case 'ack':
        this.#acked(p);
        break;
      case 'refused':
        this.#end(ws);
        this.#on.refused(String(p.data?.message ?? 'the arena does not let you in'));
        break;
      case 'close':
      case 'disconnect':
        this.#lost(ws, 'the arena said goodbye');
    }
  }

  /** @param {import('./packet.js').Packet} p */
  #acked(p) {
    const order = this.#orders.get(p.id);
    if (!order) return;
    clearTimeout(order.timer);
    order.answer(p.data?.at(-1) ?? null, '');
  }

  /** Begins to wait for the next message anew. */
  #wait() {
    clearTimeout(this.#silence);
    const ws = this.#ws;
    this.#silence = setTimeout(() => ws && this.#lost(ws, 'nothing came from the arena any more'), this.#quiet);
  }

  /** @param {WebSocket} ws @param {string} why */
  #lost(ws, why) {
    if (this.#ws !== ws) return;
    this.#end(ws);
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt++) * (0.7 + 0.6 * Math.random());
    this.#on.state(false, why);
    setTimeout(() => this.#dial(), delay);
  }

  /** @param {WebSocket} ws */
  #end(ws) {
    this.#ws = null;
    this.#up = false;
    clearTimeout(this.#silence);
    ws.onmessage = ws.onclose = null;
    ws.close();
    const open = [...this.#orders.values()];
    this.#orders.clear();
    for (const { answer, timer } of open) {
      clearTimeout(timer);
      answer(null, CUT);
    }
  }
}
