/** The controls of trading, in the structure of the site's page. */
import { KEYS, lamportsOf, parseSOL, writeSOL } from './amount.js';
import { Button } from './button.js';
import { make, say } from './dom.js';
import { allowed } from './game.js';
import { cross, label, opener } from './labels.js';
import { sheet } from './names.js';

const PARTS = /** @type {const} */ ({ '10%': 0.1, '25%': 0.25, '50%': 0.5, '100%': 1 });

const PANEL_KEY = 'practice.panel'; // opened once a session

/** @typedef {import('./button.js').Pressed} Pressed */

export class Controls {
  part = 1;
  /** @type {Partial<Record<Control, Button>>} */
  #buttons = {};
  #form;

  /** @param {Knobs} knobs @param {HTMLElement} trade @param {HTMLElement} side @param {Pressed} pressed */
  constructor(knobs, trade, side, pressed) {
    this.#form = knobs.labels;
    this.pressed = pressed;
    this.names = sheet(knobs.labels);
    this.percentNames = sheet(knobs.labels);
    this.field = make('input', {
      class: this.names('amountInput'), type: 'number', min: '0', step: 'any', placeholder: 'Enter amount', inputmode: 'decimal', autocomplete: 'off',
      'aria-label': 'Amount in SOL',
    });
    this.row = make('div', { class: this.names('buttonsRow') }, this.#section('BUY', knobs.slow), this.#section('SELL', knobs.slow));
    trade.append(make('div', { class: this.names('tradeControls') }, this.#amountRow(), this.#keysRow(), this.#partsRow(), this.row));
    this.openPanel = this.#sideBet(side, knobs.slow);
    this.choose(1);
  }

  /** @param {Control} control @param {HTMLElement} element @param {number} [slow] */
  #button(control, element, slow = 0) {
    this.#buttons[control] = new Button(control, element, this.pressed, this.names('disabled'), slow);
    return element;
  }

  #amountRow() {
    const clear = make('button', { type: 'button', class: this.names('clearButton'), title: 'Clear the amount' }, cross(this.#form));
    return make('div', { class: this.names('amountInputContainer') },
      this.field, make('span', { class: this.names('unit') }, 'SOL'), make('div', { class: this.names('inputActions') }, this.#button('clear', clear)));
  }

  #keysRow() {
    const keys = Object.keys(KEYS).map((key) => {
      const more = key === 'MAX' ? ' ' + this.names('uppercase') : '';
      return this.#button(/** @type {Control} */ (key), make('button', { type: 'button', class: this.names('controlBtn') + more }, key));
    });
    return make('div', { class: this.names('controlButtonsContainer') }, ...keys);
  }

  #partsRow() {
    const parts = Object.keys(PARTS).map((key) =>
      this.#button(/** @type {Control} */ (key), make('button', { type: 'button', class: this.percentNames('percentageBtn') }, key)));
    return make('div', { class: this.percentNames('sellControlButtonsContainer'), role: 'group', 'aria-label': 'How much of the position SELL sells' }, ...parts);
  }

  /** BUY or SELL: a div whose text grows. @param {'BUY' | 'SELL'} control @param {number} slow */
  #section(control, slow) {
    return this.#button(control, make('div', { class: `${this.names('buttonSection')} ${this.names(control.toLowerCase())}` }, make('b', {}), make('span', {})), slow);
  }

  /** A banner first; its panel stays open for the session once it was. @param {HTMLElement} side @param {number} slow */
  #sideBet(side, slow) {
    const bet = this.#button('SIDEBET', make('div', { class: 'bet-button' }, make('b', {}), make('span', {})), slow);
    const panel = make('div', { class: 'sidebet-container' }, make('p', {}, 'Pays five stakes if the rug comes within 40 ticks. One at a time.'), bet);
    const open = make('button', { type: 'button', class: 'sidebet-open' }, opener(this.#form));
    const banner = make('div', { class: 'sidebet-banner' }, make('p', {}, 'Bet on the rug itself: 5x if it comes within 40 ticks.'), this.#button('side panel', open));
    side.append(sessionStorage.getItem(PANEL_KEY) ? panel : banner);
    return () => {
      sessionStorage.setItem(PANEL_KEY, 'open');
      banner.replaceWith(panel);
    };
  }

  /** The amount that is in the field, in lamports; NaN where it is none. */
  get amount() { return this.field.validity.badInput ? NaN : parseSOL(this.field.value); }

  /** Does what a key of the amount or a percentage does. @param {Control} control @param {number} cash */
  key(control, cash) {
    if (control in PARTS) return this.choose(PARTS[/** @type {keyof typeof PARTS} */ (control)]);
    const amount = control === 'clear' ? 0 : KEYS[control](this.amount || 0, lamportsOf(cash));
    this.field.value = amount > 0 ? writeSOL(amount) : '';
  }

  /** @param {number} part */
  choose(part) {
    this.part = part;
    for (const [key, value] of Object.entries(PARTS)) {
      const element = this.#buttons[/** @type {Control} */ (key)]?.element;
      element?.classList.toggle(this.percentNames('active'), value === part);
      element?.setAttribute('aria-pressed', String(value === part));
    }
  }

  /** Shows the game. @param {Game} g */
  show(g) {
    const sale = (g.purse?.positionQty ?? 0) * this.part * g.price;
    const amounts = { BUY: this.amount || 0, SELL: lamportsOf(Math.floor(sale * 1000) / 1000), SIDEBET: this.amount || 0 };
    const may = allowed(g);
    for (const control of /** @type {const} */ (['BUY', 'SELL', 'SIDEBET'])) {
      const button = this.#buttons[control];
      if (!button) continue;
      const [word, grown] = label(this.#form, control, amounts[control]);
      say(/** @type {HTMLElement} */ (button.element.firstChild), word);
      say(/** @type {HTMLElement} */ (button.element.lastChild), control === 'SIDEBET' && g.bet ? ` ${Math.max(0, g.bet.end - g.tick)} ticks left` : grown);
      button.enable(may[control]);
    }
  }
}
