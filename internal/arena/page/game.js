/**
 * The game as the page shows it: a fold over what the arena says. It throws a
 * TypeError at a frame that is none.
 */

/** @returns {Game} */
export function newGame() {
  return {
    up: false, round: '', before: '', phase: 'unknown', timer: 0, tick: 0, price: 1, prices: [1], peak: 1, hash: '',
    past: [], purse: null, bet: null, marks: [],
  };
}

/** Phases in the order in which a round has them. @type {Phase[]} */
const ORDER = ['unknown', 'cooldown', 'presale', 'live', 'rugged'];

/** A tick after which a bet of one's own that no row shows has ended. */
const SHOWN_AFTER = 3;

const MOST_MARKS = 200;

/** @param {unknown} value @returns {number} */
function number(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('no number');
  return value;
}

/** @param {any} f a gameStateUpdate @returns {Phase} */
function phaseOf(f) {
  if (f.rugged) return 'rugged';
  if (f.active) return 'live';
  return f.allowPreRoundBuys ? 'presale' : 'cooldown';
}

/** Takes a gameStateUpdate. @param {Game} g @param {any} f */
export function frame(g, f) {
  if (typeof f?.gameId !== 'string') throw new TypeError('a frame without a round');
  const phase = phaseOf(f);
  if (phase === 'live' || phase === 'rugged') {
    number(f.tickCount);
    number(f.price);
  }
  if (isLate(g, f, phase)) return;
  if (f.gameId !== g.round || (g.phase === 'rugged' && phase !== 'rugged')) begin(g, f.gameId);
  if (f.gameHistory) g.past = f.gameHistory.map(pastOf);
  g.hash = f.provablyFair?.serverSeedHash ?? g.hash;
  g.timer = phase === 'cooldown' || phase === 'presale' ? number(f.cooldownTimer) : 0;
  if (phase === 'live' || (phase === 'rugged' && g.phase !== 'rugged')) play(g, f);
  g.phase = phase;
}

/** Full frames come late: after younger ones. @param {Game} g @param {any} f @param {Phase} phase */
function isLate(g, f, phase) {
  if (g.phase === 'rugged' && phase !== 'rugged') return f.gameId === g.round && phase === 'live';
  if (f.gameId !== g.round) return f.gameId === g.before;
  const later = ORDER.indexOf(phase) - ORDER.indexOf(g.phase);
  return later < 0 || (later === 0 && phase === 'live' && f.tickCount < g.tick);
}

/** @param {Game} g @param {string} round */
function begin(g, round) {
  Object.assign(g, { round, before: g.round, phase: 'unknown', tick: 0, price: 1, prices: [1], peak: 1, bet: null });
}

/** @param {Game} g @param {any} f */
function play(g, f) {
  if (f.prices) g.prices = f.prices.map(number);
  for (const [tick, price] of Object.entries(f.partialPrices?.values ?? {})) {
    // What was missed in between is drawn as level.
    for (let i = g.prices.length; i < Number(tick); i++) g.prices[i] = g.prices[i - 1];
    g.prices[Number(tick)] = number(price);
  }
  g.tick = g.prices.length - 1;
  g.price = f.price;
  const live = f.rugged ? g.prices.slice(0, -1) : g.prices;
  g.peak = live.reduce((a, b) => Math.max(a, b), 1);
}

/** @param {any} entry of the history @returns {Past} */
const pastOf = (entry) => ({ id: String(entry.id), peak: number(entry.peakMultiplier), ticks: entry.prices.length - 1 });

/** Takes a playerUpdate. @param {Game} g @param {any} p */
export function purse(g, p) {
  g.purse = {
    cash: number(p?.cash), cumulativePnL: number(p.cumulativePnL), positionQty: number(p.positionQty),
    avgCost: number(p.avgCost), totalInvested: number(p.totalInvested),
  };
}

/** Takes a gameStatePlayerUpdate: the row of oneself. @param {Game} g @param {any} own */
export function own(g, own) {
  const row = own?.leaderboardEntry;
  if (!row || own.gameId !== g.round) return;
  if (g.phase === 'rugged') return; // the row lags behind the rug
  if (row.sideBet) {
    g.bet = { start: number(row.sideBet.startedAtTick), end: number(row.sideBet.end), stake: number(row.sideBet.betAmount) };
  } else if (g.bet && g.tick > g.bet.start + SHOWN_AFTER) {
    g.bet = null;
  }
}

/** Ends a bet that is over, and tells how it ended. @param {Game} g @returns {'won' | 'lost' | null} */
export function settle(g) {
  const bet = g.bet;
  if (!bet || (g.phase === 'live' ? g.tick <= bet.end : g.phase !== 'rugged')) return null;
  g.bet = null;
  return g.tick <= bet.end ? 'won' : 'lost';
}

/** Forgets where the game was, as the connection is gone. @param {Game} g */
export function lose(g) {
  g.up = false;
  g.round = g.before = '';
  g.phase = 'unknown';
}

/** Marks a trade of one's own. @param {Game} g @param {number} price @param {boolean} buy */
export function mark(g, price, buy) {
  const at = g.phase === 'live' ? g.prices.lastIndexOf(price) : 0;
  g.marks.push({ round: g.round, tick: at < 0 ? g.tick : at, price, buy });
  if (g.marks.length > MOST_MARKS) g.marks.shift();
}

/** What may be pressed. @param {Game} g */
export function allowed(g) {
  const open = g.up && (g.phase === 'presale' || g.phase === 'live');
  return {
    BUY: open,
    SELL: g.up && g.phase === 'live' && (g.purse?.positionQty ?? 0) > 0,
    SIDEBET: open && g.bet === null,
  };
}
