// The shapes of the live edge. For the type check alone.

type Phase = 'unknown' | 'cooldown' | 'presale' | 'activation' | 'live' | 'rugged';

// The round that runs. Its lists only grow within an epoch; each message has
// those of their members that were not told before.
interface LiveMessage extends Key {
  seq: number;
  epoch: number;
  phase: Phase;
  cooldown_ms: number;
  paused: boolean;
  seed_hash: string;
  hash_seen_ns: string; // when it was first seen before the round
  version: string;
  started_ns: string; // tick 0
  from: number;
  prices: (number | null)[];
  recv_ms: (number | null)[]; // since started_ns
  rug: { tick: number; price: number | null; certain: boolean; ms: number | null } | null;
  trades_from: number;
  trades: Trade[];
  players_seen: number;
  connected?: number | null; // players, as the server counts them
  before: RoundBefore | null;
  desk: Desk | null;
  viewers: number;
}

// The round before, once it is sealed.
interface RoundBefore extends Key {
  rug_tick: number | null;
  peak: number;
  verdict: Verdict;
  pinned: boolean;
}

// A round's tape as it grows.
interface Reel {
  epoch: number;
  data: RoundDetail;
  take(m: LiveMessage): void;
  tape(): Tape;
}

// How the live edge stands, in words.
interface Standing {
  state: 'gone' | 'connecting' | 'off' | 'offline' | 'stale' | 'degraded' | 'waiting' | 'fine';
  head: string;
  text: string;
}
