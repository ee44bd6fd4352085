// The shapes of the live edge's status: feed, recorder, desk, alarm. For the type check alone.

// A distribution in milliseconds.
interface Spread {
  n: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

interface FeedStatus {
  feed: string; // practice, live, off or an address
  url: string;
  source: string; // of the rounds: arena, replay or site
  state: 'connected' | 'degraded' | 'stale' | 'offline';
  since_ns: string;
  why: string;
  attempt: number;
  retry_ns: string;
  reconnects: number;
  messages: number;
  bytes: number;
  moved_ns: string; // the game's clock
  interval_ms: Spread | null; // between frames
  lag_ms: Spread | null; // from the server's time to here
  handling_ms: Spread | null; // from a frame's arrival until a page can have it
  jumps: number; // of this machine's clock
  unreadable: number; // messages that could not be decoded
}

interface RecorderStatus {
  state: 'recording' | 'off' | 'halted';
  why: string;
  hint: string;
  bytes: number;
  entries: number;
  synced_ns: string;
  behind_ms: number;
  late: boolean;
  file: string;
  raw: boolean;
  rounds: number;
  ticks: number;
  gaps: number;
  filled: number;
}

interface Alarm {
  text: string;
  hint: string;
  since_ns: string;
}

interface FeedChoice {
  feed: string;
  label: string;
  url: string;
}

interface Status {
  feed: FeedStatus;
  recorder: RecorderStatus;
  desk: { strategy: string; stopped: boolean } | null; // on the live edge
  alarm: Alarm | null;
  feeds: FeedChoice[];
  hands: Hands | null; // without hands
}

// What can be told as a toast and as a sound.
type Kind = 'round' | 'rug' | 'fill' | 'alarm';
