/** Who trades, in words. */

/** @param {Desk} d */
export const botName = (d) => d.script || d.strategy.split(':')[0];

/** @param {Desk} d */
export const traders = (d) => (d.strategy ? `The bot ${botName(d)} and the hand` : 'The hand');
