/** What rugtape calls, in a world of its own that the page does not see. */

globalThis.rugtape = Object.freeze({ use, find: findAll, prepare, press, outline, beat });
