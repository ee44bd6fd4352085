/** Frames around what was found, for the eye. They change nothing of the page. */

/** For how long frames stand at most, ms: nobody may be left to take them away. */
const OUTLINE_MS = 60_000;

/** @type {HTMLElement | null} */
let outlined = null;

/** Puts them up, in view, or takes them away. @param {boolean} on */
function outline(on) {
  outlined?.remove();
  outlined = null;
  if (!on) return;
  findControl('BUY').el?.scrollIntoView({ block: 'nearest' });
  const host = document.createElement('div');
  host.style.cssText = 'all: initial; position: fixed; inset: 0; pointer-events: none; z-index: 2147483647';
  document.documentElement.append(host);
  outlined = host;
  draw(host, host.attachShadow({ mode: 'closed' }), performance.now() + OUTLINE_MS);
}

/**
 * Draws the frames where the controls are now, and again with the page's next picture.
 *
 * @param {HTMLElement} host @param {ShadowRoot} into @param {number} end
 */
function draw(host, into, end) {
  if (outlined !== host || performance.now() > end) {
    host.remove();
    return;
  }
  into.replaceChildren(...Object.keys(selectors.controls).flatMap((name) => {
    const { el } = findControl(name);
    return el ? [frameOf(name, el)] : [];
  }));
  requestAnimationFrame(() => draw(host, into, end));
}

/** @param {string} name @param {HTMLElement} el */
function frameOf(name, el) {
  const { left, top, width, height } = el.getBoundingClientRect();
  const colour = isEnabled(el) ? '#2f81f7' : '#8b949e';
  const frame = document.createElement('div');
  frame.style.cssText = `position: fixed; left: ${left - 2}px; top: ${top - 2}px; width: ${width}px; height: ${height}px; border: 2px solid ${colour}; border-radius: 3px`;
  const tag = document.createElement('span');
  tag.style.cssText = `position: absolute; left: -2px; top: -16px; padding: 0 4px; background: ${colour}; color: #fff; font: 11px/14px system-ui; white-space: nowrap`;
  tag.textContent = name;
  frame.append(tag);
  return frame;
}
