/** The keys of the chart and of orders by hand: the same whatever moves the cursor. */
import { tellError } from '../store.js';
import { step } from './cursor.js';
import { farther, nearer, toggleCandles, toggleLog } from './toolbar.js';
import { showAll } from './zoom.js';

/** An order by hand; where no desk is open it shows where one begins. @param {'buy' | 'sellAll' | 'bet'} what */
const order = (what) => () => void import('../desk/orders.js').then((m) => m[what](), tellError);

/** @returns {Record<string, import('../keys.js').Action>} */
export const commonKeys = () => ({
  ArrowLeft: () => step(-1), ArrowRight: () => step(1),
  'Shift+ArrowLeft': () => step(-10), 'Shift+ArrowRight': () => step(10),
  l: toggleLog, c: toggleCandles,
  '+': nearer, '=': nearer, '-': farther, r: showAll,
  b: order('buy'), s: order('sellAll'), d: order('bet'),
});
