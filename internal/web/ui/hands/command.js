/** The command that starts a Chrome which can be attached to. Pure text. */

/** @param {string} text for a shell */
function quoted(text) {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `"${text.replace(/(["$`])/g, '\\$1')}"`;
}

/**
 * Chrome lets nobody in at the profile of every day: it needs a directory of its own.
 *
 * @param {Hands['offer']} offer @param {string} port @param {string} profile '' for the one that is offered
 */
export function chromeCommand(offer, port, profile) {
  const directory = profile || offer.profile;
  return [
    quoted(offer.program || 'google-chrome'), `--remote-debugging-port=${port}`,
    ...(directory ? [quoted(`--user-data-dir=${directory}`)] : []), ...(offer.page ? [quoted(offer.page)] : []),
  ].join(' ');
}

/** What is wrong with a port, '' if nothing is. @param {string} text */
export function portFault(text) {
  const n = Number(text);
  return /^\d{1,5}$/.test(text) && n >= 1 && n <= 65535 ? '' : 'a whole number, 1 to 65535';
}
