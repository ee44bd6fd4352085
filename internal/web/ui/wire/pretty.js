/**
 * JSON laid out in lines, every character as received: nothing is read and
 * written anew, so no digit is lost and what is no JSON shows too. Nothing here
 * touches the page.
 */

/** @typedef {{text: string, goesOn: boolean}} Line `goesOn`: it is the rest of the one above */

const STEP = 2;
/** Deeper than this nothing is indented further. */
const DEEPEST = 20;

/** The index after a string that begins at i. @param {string} s @param {number} i */
function afterString(s, i) {
  for (i++; i < s.length; i++) {
    if (s[i] === '\\') i++;
    else if (s[i] === '"') return i + 1;
  }
  return s.length;
}

/** Where each bracket is closed. @param {string} s @returns {Map<number, number>} */
function closings(s) {
  const ends = new Map(), open = [];
  for (let i = 0; i < s.length; i++) {
    const c = s[i];
    if (c === '"') i = afterString(s, i) - 1;
    else if (c === '{' || c === '[') open.push(i);
    else if ((c === '}' || c === ']') && open.length > 0) ends.set(open.pop(), i);
  }
  return ends;
}

/** The digits of the packet before its JSON, and the rest. @param {string} text @returns {[string, string]} */
export function splitPacket(text) {
  const n = text.search(/[[{"]/);
  return n < 0 ? [text, ''] : [text.slice(0, n), text.slice(n)];
}

/**
 * What fits into a line stays in one; numbers and words of a list share theirs.
 *
 * @param {string} s @param {number} columns @returns {Line[]}
 */
export function pretty(s, columns) {
  const ends = closings(s), lines = /** @type {Line[]} */ ([]), within = /** @type {string[]} */ ([]);
  let line = '';
  const indent = () => STEP * Math.min(within.length, DEEPEST);
  const push = () => {
    if (line !== '') wrap(lines, line, indent(), columns);
    line = '';
  };
  for (let i = 0; i < s.length;) {
    const c = s[i];
    if (c === '"') {
      const end = afterString(s, i);
      line += s.slice(i, end);
      i = end;
      continue;
    }
    if (c === '{' || c === '[') {
      const end = ends.get(i) ?? Infinity;
      if (end - i < columns - indent() - line.length) {
        line += s.slice(i, end + 1);
        i = end + 1;
        continue;
      }
      line += c;
      push();
      within.push(c);
    } else if (c === '}' || c === ']') {
      push();
      within.pop();
      line = c;
    } else if (c === ',') {
      line += c;
      const packs = within.at(-1) === '[' && !/[[{]/.test(s[i + 1] ?? '') && line.length < columns - indent() - ROOM;
      if (packs) line += ' ';
      else push();
    } else if (c === ':') line += ': ';
    else if (c > ' ') line += c;
    i++;
  }
  push();
  return lines;
}

/** What a number may take. */
const ROOM = 22;

/** @param {Line[]} lines @param {string} line @param {number} indent @param {number} columns */
function wrap(lines, line, indent, columns) {
  const room = Math.max(10, columns - indent), space = ' '.repeat(indent);
  for (let i = 0; i < line.length; i += room) lines.push({ text: space + line.slice(i, i + room).trimEnd(), goesOn: i > 0 });
}
