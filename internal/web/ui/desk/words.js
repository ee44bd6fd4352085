/** Who trades, in words. */

/** @param {{strategy: string, script?: string}} d */
export const botName = (d) => d.script || d.strategy.split(':')[0];

/** @param {{strategy: string, script?: string}} d */
export const traders = (d) => (d.strategy ? `The bot ${botName(d)} and the hand` : 'The hand');
