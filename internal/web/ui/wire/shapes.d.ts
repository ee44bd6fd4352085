// The shapes of the wire's log. For the type check alone.

interface WireItem {
  seq: number;
  recv_ns: string;
  kind: string; // an event's name, or the packet's
  dir: 'in' | 'out' | 'note';
  bytes: number;
  head: string;
}

interface WireSpan {
  oldest: number;
  newest: number;
  held: number;
  bytes: number;
}

interface WireAnswer extends WireSpan {
  kinds: Record<string, number>;
  events: WireItem[]; // the newest last
}

interface WireEvent {
  seq: number;
  recv_ns: string;
  kind: string;
  dir: WireItem['dir'];
  text: string;
}
