/** What the player sees of an element. */

/**
 * Whether anything of it can be seen, or scrolled to. A twin that lies off the
 * page, has no size or no opacity cannot.
 *
 * @param {Element} el
 */
function isVisible(el) {
  if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
}

/** Whether it, or something that it lies in, is disabled. @param {Element} el */
function isEnabled(el) {
  return !el.closest(selectors.disabled);
}

/** Its text as it is shown, in one line. @param {HTMLElement} el */
function labelOf(el) {
  return el.innerText.replace(/\s+/g, ' ').trim();
}

/**
 * Whether a label begins with a word, and the word ends there: BUY begins
 * "BUY+0.030 SOL", and not "BUYBACK".
 *
 * @param {string} label @param {string} word
 */
function beginsWith(label, word) {
  return label.startsWith(word) && !/^[\p{L}\p{N}_]/u.test(label.slice(word.length));
}
