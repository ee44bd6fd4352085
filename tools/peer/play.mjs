// The official Socket.IO client, as an oracle for who serves: it prints what
// reaches it and sends what it is told to.
//
//   node play.mjs URL [--auth JSON] [--orders JSON]      ends when its standard input ends
//
// Orders are a list of {"tick", "emit", "args"}: each is sent once a round, when that tick
// (or "presale") has come, from within the event that says so.
//
// What it prints, one object of JSON a line:
//
//   {"connected": sid}                   also after each reconnection
//   {"event": name, "args", "asks"}      an event; one that asks for an ack is acked with {"n": how many were before}
//   {"emitted": id, "name", "round", "tick"}   an order was sent
//   {"ack": id, "args"}                  the ack of what was sent, or
//   {"ack": id, "failed"}                that none came
//   {"gone": reason}                     disconnected; it reconnects by itself unless the server sent it away
//   {"refused": why}                     a connection that failed
//
// What it reads: {"emit": name, "args", "id", "timeout_ms"} sends an event that wants
// an ack if it has an id; {"connect": true} and {"disconnect": true}.
import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';
import { hear, say } from './lines.mjs';

const { values: options, positionals: [url] } = parseArgs({
  allowPositionals: true,
  options: { auth: { type: 'string', default: '{}' }, orders: { type: 'string', default: '[]' } },
});

const socket = io(url, {
  transports: ['websocket'],
  auth: JSON.parse(options.auth),
  reconnectionDelay: 20, // ms; a test has no time to lose
  reconnectionDelayMax: 200,
  timeout: 1000, // it notices no sooner that a transport was closed before the handshake
});

let acked = 0;
socket.on('connect', () => say({ connected: socket.id }));
socket.on('disconnect', (reason) => say({ gone: reason }));
socket.on('connect_error', (error) => say({ refused: error.message }));
socket.onAny((name, ...args) => {
  const ack = typeof args.at(-1) === 'function' ? args.pop() : undefined;
  say({ event: name, args, asks: ack !== undefined });
  ack?.({ n: acked++ });
  if (name === 'gameStateUpdate') react(args.at(-1));
});

const emit = ({ emit: name, args = [], id, timeout_ms: patience = 10_000 }) => {
  if (id === undefined) return socket.emit(name, ...args);
  return socket.timeout(patience).emit(name, ...args, (error, ...answer) =>
    say(error ? { ack: id, failed: error.message } : { ack: id, args: answer }));
};

// What is still to be ordered in the round, and the orders so far.
let [round, todo, ordered] = ['', [], 0];
const due = ({ tick }, state) =>
  tick === 'presale' ? state.allowPreRoundBuys && !state.active : state.active && !state.rugged && state.tickCount >= tick;

const react = (state) => {
  if (state.gameId !== round) [round, todo] = [state.gameId, JSON.parse(options.orders)];
  const now = todo.filter((order) => due(order, state));
  todo = todo.filter((order) => !now.includes(order));
  for (const order of now) {
    say({ emitted: ++ordered, name: order.emit, round, tick: order.tick === 'presale' ? null : state.tickCount });
    emit({ ...order, id: ordered });
  }
};

hear(
  (line) => {
    if (line.emit !== undefined) emit(line);
    if (line.connect) socket.connect();
    if (line.disconnect) socket.disconnect();
  },
  () => process.exit(0),
);
