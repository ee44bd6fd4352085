/** What the law says of every tick, whatever happened before. */

/** The chance that the rug comes with the next tick. */
export const HAZARD = 0.005;
/** Ticks that a side bet runs. */
export const AHEAD = 40;
/** The chance that the rug comes within them. */
export const ODDS = 1 - (1 - HAZARD) ** AHEAD;
/** What a side bet that wins pays in all, for each SOL staked. */
const PAYS = 5;
/** The share of side bets that must win so that they cost nothing. */
export const NEEDED = 1 / PAYS;
/** What a side bet brings in the mean, as a fraction of its stake. */
export const SIDE_MEAN = PAYS * ODDS - 1;
/** How the price grows with a tick in the mean, up to 100x, if the rug pays nothing. */
export const HOLD_MEAN = (1 - HAZARD) * 1.004465 - 1;
