/** The one press of an order. */

/** How long an order that is built waits for its press, ms. */
const BUILT_MS = 5000;

/** The newest key that was pressed in this document; keys only rise. */
let lastKey = 0;

/**
 * Presses the button of the order that was built, if everything is still as
 * it was built and the deadline has not passed: a task that was held up, in a
 * browser that was stopped, does nothing. All of it is one task, so nothing on the
 * page can change between the last look and the press.
 *
 * @param {number} key @param {number} deadline epoch ms @returns {Answer}
 */
function press(key, deadline) {
  let ready;
  try {
    ready = lastLook(key, deadline);
  } catch (fault) {
    return refused(fault);
  }
  lastKey = key;
  built = null;
  clickOurs(ready.button);
  return ready.says;
}

/** @param {number} key @param {number} deadline */
function lastLook(key, deadline) {
  inTime(deadline);
  if (key <= lastKey) throw new Refusal('repeated', `order ${key} was pressed here before`);
  if (built?.order.key !== key) throw new Refusal('page_gone', 'the page was loaded anew since the order was built');
  const { order, button: before, at } = built;
  sameLabel(order.control, before);
  const says = readBack(order);
  const button = pressable(order.control);
  if (performance.now() - at > BUILT_MS) throw new Refusal('expired', 'what was built waited too long for its press');
  inTime(deadline);
  return { button, says: answer({ pressed: true, ...says }) };
}

/** A button that was there and is no more may just say something else now. @param {string} control @param {HTMLElement} before */
function sameLabel(control, before) {
  if (findControl(control).count === 0 && before.isConnected && isVisible(before)) {
    throw new Refusal('label', `the button ${control} says "${labelOf(before)}" now`);
  }
}

/** @param {number} deadline epoch ms */
function inTime(deadline) {
  if (Date.now() > deadline) throw new Refusal('expired', 'the press came too late');
}
