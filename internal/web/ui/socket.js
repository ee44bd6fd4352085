/** The live stream: one socket, opened again for as long as the page stands. */
import { renewToken, token } from './api.js';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/** @typedef {{message: (m: any) => void, link: (l: Link) => void}} Handlers */

/** @type {WebSocket | null} */
let socket = null;
/** @type {Handlers} */
let on;
let attempt = 0;
let timer = 0;
let why = '';

/** Starts to keep the stream open. @param {Handlers} handlers */
export function startSocket(handlers) {
  on = handlers;
  dial();
  addEventListener('online', retryNow);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && retryNow());
}

/** Sends a command; tells whether it could be sent. @param {object} command */
export function send(command) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(command));
  return true;
}

/** Dials at once if it is waiting. */
export function retryNow() {
  if (!timer) return;
  clearTimeout(timer);
  timer = 0;
  dial();
}

async function dial() {
  on.link({ state: 'connecting', attempt, retryAt: 0, why });
  if (attempt > 0) {
    // The server may be a new one with another token; without one, no dial.
    try {
      await renewToken();
    } catch {
      return wait();
    }
  }
  const ws = new WebSocket('/api/stream?token=' + encodeURIComponent(token()));
  socket = ws;
  ws.onmessage = (e) => {
    const message = JSON.parse(e.data);
    if (message.kind === 'hello') {
      attempt = 0;
      why = '';
      on.link({ state: 'open', attempt: 0, retryAt: 0, why: '' });
    } else if (message.kind === 'cut') {
      why = message.why;
    } else if (message.kind === 'bye') {
      why = 'rugtape was stopped';
    }
    on.message(message);
  };
  ws.onclose = () => {
    if (socket !== ws) return;
    socket = null;
    wait();
  };
}

/** Waits twice as long each time, within a bound, and never in step with others. */
function wait() {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt) * (0.7 + 0.6 * Math.random());
  attempt++;
  on.link({ state: 'waiting', attempt, retryAt: Date.now() + delay, why });
  timer = setTimeout(() => {
    timer = 0;
    dial();
  }, delay);
}
