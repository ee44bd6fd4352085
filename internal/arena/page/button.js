/** Buttons that can be pressed or not, some of them late. */

/** What each button calls when it is pressed. @typedef {(control: Control, element: HTMLElement, event: Event, enabled: boolean) => void} Pressed */

/** A button of the page: a real one, or a div that is used as one. */
export class Button {
  #on = true;
  #slow;
  #disabledName;
  #timer = 0;

  /** @param {Control} control @param {HTMLElement} element @param {Pressed} pressed @param {string} disabledName @param {number} [slow] ms */
  constructor(control, element, pressed, disabledName, slow = 0) {
    this.element = element;
    this.#disabledName = disabledName;
    this.#slow = slow;
    element.addEventListener('click', (e) => pressed(control, element, e, this.#on));
    if (element instanceof HTMLButtonElement) return;
    element.setAttribute('role', 'button');
    element.tabIndex = 0;
    element.addEventListener('keydown', (e) => {
      if ((e.key !== 'Enter' && e.key !== ' ') || e.repeat) return;
      e.preventDefault();
      pressed(control, element, e, this.#on);
    });
  }

  /** @param {boolean} on */
  enable(on) {
    if (on && this.#slow > 0) {
      if (!this.#on) this.#timer ||= setTimeout(() => this.#set(true), this.#slow);
      return;
    }
    this.#set(on);
  }

  /** @param {boolean} on */
  #set(on) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (on === this.#on) return;
    this.#on = on;
    this.element.classList.toggle(this.#disabledName, !on);
    if (this.element instanceof HTMLButtonElement) this.element.disabled = !on;
    else this.element.ariaDisabled = String(!on);
  }
}
