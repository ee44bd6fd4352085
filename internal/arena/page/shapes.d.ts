/** What the query asks of the page. */
interface Knobs {
  player: string;
  worker: boolean;
  move: boolean;
  slow: number; // ms
  labels: 1 | 2;
  banner: boolean;
  late: number; // ms
}

/** What a socket tells. */
interface Hearer {
  /** The state changed; why it is not up, for people. */
  state(up: boolean, why: string): void;
  /** The arena does not let this player in. */
  refused(why: string): void;
  event(name: string, payload: any): void;
  /** A message that is none. */
  unreadable(): void;
}

/** An order's answer: the ack's payload, again if it comes twice, or why there is none. */
type Answer = (ack: any, why: string) => void;

/** A connection to the arena, here or in a worker. */
interface Link {
  /** Sends an order now or not at all. */
  emit(name: string, payload: object, answer: Answer): void;
}

type Phase = 'unknown' | 'cooldown' | 'presale' | 'live' | 'rugged';

interface Purse {
  cash: number;
  cumulativePnL: number;
  positionQty: number;
  avgCost: number;
  totalInvested: number;
}

interface Bet {
  start: number;
  end: number;
  stake: number;
}

interface Past {
  id: string;
  peak: number;
  ticks: number;
}

/** A trade of one's own, as the chart marks it. */
interface Mark {
  round: string;
  tick: number;
  price: number;
  buy: boolean;
}

/** The game as it is shown. */
interface Game {
  up: boolean;
  round: string;
  before: string; // the round before
  phase: Phase;
  timer: number; // ms to the round
  tick: number;
  price: number;
  prices: number[];
  peak: number;
  hash: string;
  past: Past[];
  purse: Purse | null;
  bet: Bet | null;
  marks: Mark[];
}

type Control =
  | 'BUY' | 'SELL' | 'SIDEBET' | 'side panel' | 'amount' | 'clear'
  | '+0.001' | '+0.01' | '+0.1' | '+1' | '1/2' | 'X2' | 'MAX'
  | '10%' | '25%' | '50%' | '100%';

interface Click {
  at: number; // Unix ms
  control: Control;
  label: string;
  trusted: boolean; // by a hand
  enabled: boolean;
  amount: string; // in the field, before it
  part: number; // chosen, before it
}

interface Ordered {
  at: number; // Unix ms
  name: string;
  payload: object;
  acks: any[];
  ackedAt: number; // 0 while there is none
  why: string; // there is none
}
