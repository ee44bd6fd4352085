// Made seeds: reproducible, never a real round's. Go's tests make the same ones.
import { createHash } from 'node:crypto';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** @param {number} i @returns {string} the i-th made seed: 64 hex digits */
export const seedOf = (i) => sha256(`rugtape seed ${i}`);

/** @param {number} i @returns {string} the i-th made round id, in the site's form */
export const roundOf = (i) => '20260101-' + sha256(`rugtape round ${i}`).slice(0, 16);
