// The shapes of the desk: trading on a replay. For the type check alone.

type Action = 'WAIT' | 'BUY' | 'SELL' | 'SIDE';
type Entry = 'bought' | 'sold' | 'rugged' | 'bet_placed' | 'bet_won' | 'bet_lost';

// Something that happened at the desk. What says nothing is left out.
interface Mark {
  tick: number;
  price?: number;
  kind: 'decision' | 'order' | 'refusal' | 'booking' | 'confirmation' | 'unknown' | 'escalation';
  by_hand?: boolean;
  action?: Action;
  amount?: number; // SOL
  part?: number; // of the position, to sell
  why?: string;
  entry?: Entry;
  cash?: number; // how the balance changed
  profit?: number;
  quantity?: number;
  code?: string;
  text?: string; // a refusal in words
}

interface Position {
  quantity: number;
  avg_cost: number;
  cost: number;
  since: number;
  value: number;
  gain: number; // a fraction
  profit: number;
}

// The desk at the tick in view, as the server tells it. Marks and equities
// are only those that were not told before in the same epoch.
interface Desk {
  epoch: number;
  tick: number; // behind the cursor while it still folds
  session: number;
  strategy: string;
  script: string;
  error: string;
  start: number;
  balance: number;
  equity: number;
  position: Position | null;
  bet: { start: number; end: number; stake: number } | null;
  pnl: { total: number; regular: number; sidebet: number; percent: number; invested: number };
  waiting: number;
  stopped: boolean;
  settled: boolean;
  action: Action;
  why: string;
  rounds: number;
  bets: number;
  refused: number;
  marks_from: number;
  marks: Mark[];
  equity_from: number;
  equities: number[];
}

// What the page tells of what was done last.
interface Answer {
  tone: Tone;
  text: string;
  n: number; // rises with each, so that the same words are said again
}

// One thing that was done, from the decision to the booking: a row of the list.
interface Deed {
  tick: number;
  hand: boolean;
  action: Action | null; // null for what the round did: a rug, a side bet's end
  state: 'decided' | 'ordered' | 'refused' | 'booked';
  entry: Entry | null;
  price: number | null;
  amount: number | null;
  part: number | null;
  cash: number | null;
  profit: number | null;
  why: string;
  began: number | null; // a side bet's end: when it was placed
}

interface StrategyParam {
  name: string;
  unit: 'SOL' | 'price' | 'fraction' | 'ticks' | 'count';
  default: string;
  least: number;
  most: number;
  says: string;
}

interface StrategyKind {
  name: string;
  says: string;
  truth: string;
  params: StrategyParam[];
}

interface ScriptItem {
  name: string;
  params: { name: string; default: string }[];
  error: { line: number; col: number; text: string } | null;
}

// What is drawn over the chart by a part of the page that may come later.
interface Layer {
  canvas: HTMLCanvasElement;
  draw(c: Canvas): void;
  gone(): void;
}
