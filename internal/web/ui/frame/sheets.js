/** Style sheets that come with what they dress, in the order in which they are asked for. */

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/** Resolves when the sheets are in force. @param {...string} names such as `round/panel` */
export function sheets(...names) {
  return Promise.all(names.map((name) => {
    const old = asked.get(name);
    if (old) return old;
    const one = take(name);
    asked.set(name, one);
    one.catch(() => asked.delete(name)); // asked for again, it may come
    return one;
  }));
}

/** @param {string} name @returns {Promise<void>} */
function take(name) {
  return new Promise((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `/ui/${name}.css`;
    link.onload = () => done();
    link.onerror = () => {
      link.remove();
      fail(new Error(`the style sheet ${name} could not be loaded`));
    };
    document.head.append(link);
  });
}
