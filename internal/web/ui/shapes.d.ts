// The shapes that the page's modules share, for the type check alone: the
// browser never loads this file.

// ---- what the server tells (HTTP and stream) ----
// Times in nanoseconds travel as strings: a JavaScript number loses their last digits.

type Verdict = 'verified' | 'mismatch' | 'no-seed' | 'partial';

interface Key {
  source: string; // site, arena, replay or sample
  id: string;
}

interface RoundItem extends Key {
  started_ns: string;
  ticks: number;
  seen: number;
  peak: number;
  peak_tick: number;
  rug_tick: number | null;
  rug_price: number | null;
  rug_certain: boolean;
  complete: boolean;
  missing: number;
  repaired: number;
  trades: number;
  side_bets: number;
  verdict: Verdict;
  law_consistent: boolean | null; // null where there is nothing to check
  seeded: boolean;
  pinned: boolean; // the fingerprint was seen before the round
  quarantined: boolean;
  resumed: boolean;
  spark: number[];
}

interface RoundPage {
  total: number;
  offset: number;
  samples: boolean;
  rounds: RoundItem[];
}

interface Trade {
  tick: number;
  side: string;
  price: number;
  quantity: number;
  amount: number;
  coin: string;
  player: string;
}

interface SideBet {
  start: number;
  end: number;
  stake: number;
  payout: number;
  settled: boolean;
  coin: string;
  player: string;
}

// A press on the game's page. What was not known is null.
interface Press {
  tick: number; // in view, 0 before the round
  phase: string;
  ms: number | null; // since started_ns
  control: 'buy' | 'sell' | 'side_bet' | 'percent' | 'amount';
  label: string;
  amount: number | null;
  part: number | null;
  by: 'player' | 'rugtape' | 'script';
  order: number | null; // rugtape's
  outcome: 'none' | 'confirmed' | 'refused' | 'unknown';
  latency_ms: number | null;
  evidence: '' | 'ack' | 'purse' | 'standing';
  price: number | null; // in view
  done_price: number | null;
  why: string;
  before: Books;
  after: Books;
}

// The books around a press: ours, and the server's.
interface Books {
  balance: number | null;
  quantity: number | null;
  avg_cost: number | null;
  bet: number | null;
  pnl: number | null;
  server_cash: number | null;
  server_quantity: number | null;
}

interface RoundDetail extends RoundItem {
  version: string;
  seed: string;
  seed_hash: string;
  hash_seen_ns: string;
  revision: number;
  file_hash: string;
  prices: (number | null)[];
  recv_ms: (number | null)[]; // since started_ns
  rug_ms: number | null;
  origins: [from: number, to: number, origin: string][];
  gaps: [from: number, to: number][];
  repairs: [from: number, to: number, origin: string][];
  trade_list: Trade[];
  side_bet_list: SideBet[];
  presses: Press[]; // by tick
  conflicts: { field: string; tick: number; value: string }[];
  prev: string | null;
  next: string | null;
}

interface Proof {
  law: string;
  verdict: Verdict;
  // A check is null where it was not made.
  hash_ok: boolean | null;
  prices_checked: number;
  prices_equal: number;
  first_mismatch: number | null;
  expected: number | null;
  seen: number | null;
  peak_ok: boolean | null;
  rug_price_ok: boolean | null;
  rug_tick_ok: boolean | null;
  derived_rug_tick: number | null;
  derived_rug_price: number | null;
  derived_peak: number | null;
  law_consistent: boolean | null;
  impossible_at: number | null;
  why: string;
  seed: string;
  seed_hash: string;
  pinned: boolean;
  hash_seen_ns: string;
}

interface ImportReport {
  files: number;
  rounds: number;
  rounds_new: number;
  updated: number;
  complete: number;
  gapped: number;
  repaired: number;
  malformed_lines: number;
  salvaged_ticks: number;
  duplicates: number;
  quarantined: number;
  skipped: number;
  damage: Record<string, number> | null;
  losses: { file: string; line: number; kind: string; text: string }[] | null; // the first of them
  losses_total: number;
}

interface Job {
  id: string;
  what: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  files: number;
  files_done: number;
  bytes: number;
  bytes_done: number;
  lines: number;
  rounds: number;
  error: string;
  report: ImportReport | null;
}

interface Home {
  version: string;
  home: string;
  rounds: number;
  samples: boolean;
  first: Key | null;
}

interface Player extends Key {
  seq: number;
  player: string;
  tick: number;
  last: number;
  playing: boolean;
  speed: number; // 0 is as fast as it goes
  timing: 'recorded' | 'even';
  loop: [from: number, to: number] | null;
  follow: boolean;
  viewers: number;
}

// ---- the page's own ----

type Tone = 'good' | 'bad' | 'warn' | 'plain';
type IconName = keyof typeof import('./frame/icons.js').icons;
type Readable<T> = import('@preact/signals').ReadonlySignal<T>;

interface Link {
  state: 'connecting' | 'open' | 'waiting';
  attempt: number;
  retryAt: number;
  why: string;
}

interface Toast {
  id: number;
  text: string;
  hint?: string;
  about?: string; // replaces what told of the same
  tone?: 'plain' | 'bad';
  action?: { label: string; run: () => void };
}

type Sort = '-started' | 'started' | 'ticks' | '-ticks' | 'peak' | '-peak';

interface Query {
  q: string;
  verdict: string;
  source: string;
  complete: boolean;
  quarantined: boolean;
  peak_min: string;
  peak_max: string;
  ticks_min: string;
  ticks_max: string;
  from: string; // days, 2025-12-07
  to: string;
  sort: Sort;
}

// The colours that canvases draw with, and their font.
type Palette = Record<
  'bg' | 'line' | 'text' | 'muted' | 'accent' | 'onAccent' | 'down' | 'up' | 'warn' | 'grid' | 'ghost' | 'area' | 'font',
  string
>;

// A round made ready for drawing: what is known at each tick, and up to it.
interface Tape {
  data: RoundDetail;
  open: boolean; // it still grows
  edition: number; // another one has other prices at the same ticks
  last: number; // the last tick: the rug's where it is known
  prices: Float64Array; // by tick, NaN where missing; at the rug's tick the rug price
  high: Float64Array; // the highest live price up to each tick, NaN before the first
  low: Float64Array;
  peakAt: Int32Array; // the tick of the highest, -1 before the first
}

// What moves the cursor of the page: the player of a recorded round, or the live edge.
interface Source {
  live: boolean;
  tape: Readable<Tape | null>;
  position: Readable<number>;
  seen: Readable<number>;
  moving: Readable<boolean>; // goes on by itself
  phase: Readable<string>; // in a word, '' where there is none
  loop: Readable<[from: number, to: number] | null>;
  seek(tick: number): void;
  step(ticks: number): void;
  drag(on: boolean): void;
  refusal(what: Action): string; // why it cannot be ordered now, '' if it can
}

interface Zoom {
  from: number; // ticks
  to: number;
}

// What the chart is to show.
interface View {
  tape: Tape;
  tick: number;
  seen: number; // the furthest tick that was shown
  hide: boolean;
  log: boolean;
  candle: number; // ticks in a candle, 0 for a line
  zoom: Zoom | null;
  loop: [from: number, to: number] | null;
}

// What the chart's parts draw with, in canvas pixels.
interface Canvas {
  ctx: CanvasRenderingContext2D;
  box: { left: number; top: number; width: number; height: number };
  ratio: number;
  gutter: number; // width of the price axis
  from: number; // first tick in sight
  to: number; // last tick in sight
  x(tick: number): number;
  y(price: number): number;
  key: string; // the same as long as the scales are the same
  colours: Palette;
  view: View;
}

// What the scrub bar's outline shows.
interface Outline {
  tape: Tape;
  end: number; // the tick at the right end
  range: [lowest: number, highest: number]; // prices
  hide: boolean;
  log: boolean;
  colours: Palette;
}
