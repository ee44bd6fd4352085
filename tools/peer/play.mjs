// The official Socket.IO client, as an oracle for who serves: it prints what
// reaches it and sends what it is told to.
//
//   node play.mjs URL [--auth JSON]      ends when its standard input ends
//
// What it prints, one object of JSON a line:
//
//   {"connected": sid}                   also after each reconnection
//   {"event": name, "args", "asks"}      an event; one that asks for an ack is acked with {"n": how many were before}
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
  options: { auth: { type: 'string', default: '{}' } },
});

const socket = io(url, {
  transports: ['websocket'],
  auth: JSON.parse(options.auth),
  reconnectionDelay: 20, // ms; a test has no time to lose
  reconnectionDelayMax: 200,
});

let acked = 0;
socket.on('connect', () => say({ connected: socket.id }));
socket.on('disconnect', (reason) => say({ gone: reason }));
socket.on('connect_error', (error) => say({ refused: error.message }));
socket.onAny((name, ...args) => {
  const ack = typeof args.at(-1) === 'function' ? args.pop() : undefined;
  say({ event: name, args, asks: ack !== undefined });
  ack?.({ n: acked++ });
});

const emit = ({ emit: name, args = [], id, timeout_ms: patience = 10_000 }) => {
  if (id === undefined) return socket.emit(name, ...args);
  return socket.timeout(patience).emit(name, ...args, (error, ...answer) =>
    say(error ? { ack: id, failed: error.message } : { ack: id, args: answer }));
};

hear(
  (line) => {
    if (line.emit !== undefined) emit(line);
    if (line.connect) socket.connect();
    if (line.disconnect) socket.disconnect();
  },
  () => process.exit(0),
);
