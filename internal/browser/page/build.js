/** Building an order: everything but its press. */

/** @type {Built | null} */
let built = null;

/** Counts builds: a newer one ends the one before it. */
let builds = 0;

/** Lets the page do one task. A timer would wait a second in a tab that is not in view. */
function turn() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(undefined);
    };
    port2.postMessage(0);
  });
}

/** One build, for as long as it is the newest and has time. */
class Build {
  /** @param {Order} order */
  constructor(order) {
    this.order = order;
    this.number = ++builds;
  }

  /** Throws if a newer build has begun. */
  stayNewest() {
    if (this.number !== builds) throw new Refusal('stopped', 'another order came in between');
  }

  /** Waits until something holds, as long as there is time; gives whether it does. @param {() => boolean} holds */
  async waitFor(holds) {
    while (!holds()) {
      if (Date.now() >= this.order.until) return false;
      await turn();
      this.stayNewest();
    }
    return true;
  }

  /**
   * The control, once it can be pressed.
   *
   * @param {string} name @param {string} [missing]
   */
  async ready(name, missing) {
    await this.waitFor(() => {
      const { el } = findControl(name);
      return el !== null && isEnabled(el);
    });
    const el = pressable(name, missing);
    if (Date.now() >= this.order.until) throw new Refusal('expired', 'the page took too long to build the order');
    return el;
  }

  /**
   * Presses a key once it can be pressed.
   *
   * @param {string} name @param {string} [missing]
   */
  async pressKey(name, missing) {
    clickOurs(await this.ready(name, missing));
  }

  /** The side bet's button lies in a panel that is opened once. */
  async openPanel() {
    if (findControl('SIDE').count > 0) return;
    await this.pressKey('side panel');
    await this.waitFor(() => findControl('SIDE').count > 0);
  }

  /** Makes the amount from an empty field, looking at the field after each key. */
  async buildAmount() {
    if (!shows(0)) await this.pressAndSee('clear', 0);
    for (const { key, shows: sol } of this.order.keys) await this.pressAndSee(key, sol);
  }

  /** @param {string} key @param {number} sol what the field is to show then */
  async pressAndSee(key, sol) {
    await this.pressKey(key);
    if (await this.waitFor(() => shows(sol))) return;
    throw new Refusal('amount_readback', `after ${key} the amount field shows "${amountText()}", not ${sol}`);
  }

  async choosePart() {
    const { part } = this.order;
    if (chosenParts() === part) return;
    await this.pressKey(part, 'part_not_on_page');
    if (await this.waitFor(() => chosenParts() === part)) return;
    throw new Refusal('part_readback', `${part} was pressed, and the page shows ${chosenParts() || 'nothing'} as chosen`);
  }

  async run() {
    const { order } = this;
    if (order.control === 'SIDE') await this.openPanel();
    await (order.part ? this.choosePart() : this.buildAmount());
    const button = await this.ready(order.control);
    this.stayNewest();
    built = { order, button, at: performance.now() };
  }
}

/**
 * Builds an order, waits for its button and reads everything back.
 *
 * @param {Order} order @returns {Promise<Answer>}
 */
async function prepare(order) {
  built = null;
  try {
    await new Build(order).run();
    return answer(readBack(order));
  } catch (fault) {
    return refused(fault);
  }
}

/**
 * Holds the page against the order as it was built, and tells what it shows.
 *
 * @param {Order} order
 */
function readBack({ control, amount, part }) {
  const label = labelOf(pressable(control));
  if (!part) {
    if (!shows(amount)) throw new Refusal('amount_readback', `the amount field shows "${amountText()}", not ${amount}`);
    return { label, amount: lamportsOf(amountText()) / 1e9 };
  }
  if (chosenParts() !== part) throw new Refusal('part_readback', `${chosenParts() || 'no part'} is chosen, not ${part}`);
  return { label, amount: 0 };
}
