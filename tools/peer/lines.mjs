// Both peers speak to their test by lines of JSON.
import { createInterface } from 'node:readline';

/** Prints one line. @param {object} line */
export const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

/**
 * Calls take for each line of standard input, and done at its end: who
 * started us has then no more use for us.
 * @param {(line: any) => void} take
 * @param {() => void} done
 */
export const hear = (take, done) => {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (text) => take(JSON.parse(text)));
  lines.on('close', done);
};
