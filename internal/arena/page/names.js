/**
 * Class names as a bundler makes them of a component's style sheet:
 * _percentageBtn_1hwtp_139. The hash and the line differ at every start, so that
 * nothing but the beginning can be relied on.
 */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const SHOUTING = LETTERS + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** @param {number} below */
const draw = (below) => Math.floor(Math.random() * below);

/** @param {Knobs['labels']} labels */
function hash(labels) {
  const [letters, length] = labels === 2 ? [SHOUTING, 8] : [LETTERS, 5];
  return Array.from({ length }, () => letters[draw(letters.length)]).join('');
}

/** A style sheet's names: of one component, each at its line. @param {Knobs['labels']} labels */
export function sheet(labels) {
  const own = hash(labels);
  /** @type {Map<string, string>} */
  const names = new Map();
  return (/** @type {string} */ name) => {
    if (!names.has(name)) names.set(name, `_${name}_${own}_${1 + draw(300)}`);
    return /** @type {string} */ (names.get(name));
  };
}
