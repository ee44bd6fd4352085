// The official Socket.IO server, as an oracle for who listens: it sends the
// events of a file, in their order, to each client that connects.
//
//   node serve.mjs [--events FILE] [options]     ends when its standard input ends
//
// FILE has one event a line: {"event_type", "data"}, where a list is several
// arguments. What it prints, one object of JSON a line:
//
//   {"url"}                              it answers there
//   {"conn", "opened": true}             the n-th transport was opened
//   {"conn", "sent": kind, "text"}       what the Engine.IO layer sends: open, ping, message, ...
//   {"conn", "sent": kind, "bytes"}      the same of a binary message
//   {"conn", "got": kind, "text"}        what it received
//   {"conn", "served": n}                all that this client is sent was handed to the transport
//   {"conn", "gone": reason}             the transport is closed
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';
import { hear, say } from './lines.mjs';

const { values: options } = parseArgs({
  options: {
    events: { type: 'string' }, // none: a server that says nothing
    port: { type: 'string', default: '0' },
    interval: { type: 'string', default: '0' }, // ms between two events
    ping: { type: 'string', default: '25000' }, // pingInterval, ms
    patience: { type: 'string', default: '20000' }, // pingTimeout, ms
    binary: { type: 'string', default: '0' }, // after each n-th event one with two attachments
    ask: { type: 'string', default: '0' }, // after each n-th event one that wants an ack
    end: { type: 'string', default: '' }, // "cut:5,leave:9": how the first client ends and after how many events, then the second, ...
    refuse: { type: 'string' }, // the middleware refuses everybody, saying this
    namespace: { type: 'string', default: '/' }, // where the events are; to /, who listens elsewhere is let in all the same
    polling: { type: 'boolean', default: false }, // no websocket
  },
});
const number = (name) => Number(options[name]);
const endings = options.end.split(',').filter(Boolean).map((text) => text.split(':'));
const end = {
  cut: (socket) => socket.conn.close(), // the transport closes, without a word
  leave: (socket) => socket.disconnect(), // out of the namespace; the transport stays
  dismiss: (socket) => socket.disconnect(true), // both
};

const events = (options.events ? readFileSync(options.events, 'utf8') : '')
  .split('\n').filter(Boolean).map((line) => JSON.parse(line))
  .map(({ event_type: name, data }) => [name, ...(Array.isArray(data) ? data : [data])]);

const server = createServer();
const io = new Server(server, {
  pingInterval: number('ping'),
  pingTimeout: number('patience'),
  transports: options.polling ? ['polling'] : ['polling', 'websocket'],
});
if (options.refuse !== undefined) io.use((socket, next) => next(new Error(options.refuse)));

const packet = ({ data }) => (data === undefined ? {} : typeof data === 'string' ? { text: data } : { bytes: data.length });
const order = new Map(); // transport -> its number, from 1
io.engine.on('connection', (transport) => {
  const conn = order.size + 1;
  order.set(transport, conn);
  say({ conn, opened: true });
  transport.on('packetCreate', (p) => say({ conn, sent: p.type, ...packet(p) }));
  transport.on('packet', (p) => say({ conn, got: p.type, ...packet(p) }));
  transport.on('close', (reason) => say({ conn, gone: reason }));
});

io.of(options.namespace).on('connection', async (socket) => {
  const conn = order.get(socket.conn);
  const [ending, limit = Infinity] = endings[conn - 1] ?? [];
  const each = (name, n) => number(name) > 0 && n % number(name) === 0;
  let n = 0;
  for (; n < Math.min(events.length, limit) && socket.connected; ) {
    socket.emit(...events[n++]);
    if (each('binary', n)) socket.emit('attached', { n, first: Buffer.from([0, 1, 2]), second: Buffer.alloc(1000, n) });
    if (each('ask', n)) socket.emit('asked', { n }, () => {});
    if (number('interval') > 0) await wait(number('interval'));
  }
  say({ conn, served: n });
  if (ending) end[ending](socket);
});

server.listen(number('port'), '127.0.0.1', () => say({ url: `http://127.0.0.1:${server.address().port}` }));
hear(() => {}, () => process.exit(0));
