/** The amount field and the percentages: reading them, and pressing their keys. */

const PARTS = ['10%', '25%', '50%', '100%'];

/**
 * Lamports of a number of SOL as the page writes it, digit by digit. What is
 * finer than a lamport is cut off, as the server does. NaN for anything else.
 *
 * @param {string} text
 */
function lamportsOf(text) {
  if (text === '') return 0;
  const digits = /^(\d{1,6})(?:\.(\d*))?$/.exec(text);
  return digits ? Number(digits[1]) * 1e9 + Number((digits[2] ?? '').slice(0, 9).padEnd(9, '0')) : NaN;
}

/** Lamports of an amount that rugtape sent: a few decimal places, so that nothing is lost. @param {number} sol */
function lamports(sol) {
  return Math.round(sol * 1e9);
}

/** What stands in the amount field. */
function amountText() {
  const { el, why } = findControl('amount');
  if (!el) throw new Refusal('amount_readback', `amount: ${why}`);
  if (!(el instanceof HTMLInputElement)) throw new Refusal('amount_readback', 'amount: it is no field');
  return el.value;
}

/** Whether the amount field shows so many SOL. @param {number} sol */
function shows(sol) {
  return lamportsOf(amountText()) === lamports(sol);
}

/** The percentages that are chosen, as labels; one, on a page that is well. */
function chosenParts() {
  return PARTS.filter((name) => findControl(name).el?.matches(selectors.active)).join(' and ');
}
