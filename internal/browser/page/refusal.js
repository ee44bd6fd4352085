/** Why something was not pressed. */

class Refusal extends Error {
  /** @param {string} code as in press.go @param {string} why for people */
  constructor(code, why) {
    super(why);
    this.code = code;
  }
}

/** The answer when all went well up to now. @param {Partial<Answer>} [said] @returns {Answer} */
function answer(said) {
  return { pressed: false, code: '', why: '', label: '', amount: 0, at: Date.now(), ...said };
}

/** The answer when something was in the way; nothing was ordered. @param {unknown} fault */
function refused(fault) {
  return fault instanceof Refusal ? answer({ code: fault.code, why: fault.message }) : answer({ code: 'no_button', why: String(fault) });
}

/**
 * The control, if there is exactly one and it can be pressed.
 *
 * @param {string} name @param {string} [missing] the code if it is not there
 */
function pressable(name, missing = 'no_button') {
  const match = findControl(name);
  if (!match.el) throw new Refusal(missing, `${name}: ${match.why}`);
  if (!isEnabled(match.el)) throw new Refusal('disabled', `${name} is disabled`);
  return match.el;
}

/** Set while a press is our own: what watches the player leaves it out. */
let ours = false;

/**
 * The press: a click like a page's own, which the page can tell from a hand's
 * (isTrusted is false), and which is done when this returns.
 *
 * @param {HTMLElement} el
 */
function clickOurs(el) {
  ours = true;
  try {
    el.click();
  } finally {
    ours = false;
  }
}
