/** Makes an element. @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, string>} attributes
 * @param {...(Node | string)} children @returns {HTMLElementTagNameMap[T]} */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The element of an id. @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
export function byID(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${id}`);
  return element;
}

/** Writes text where it differs. @param {HTMLElement} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
