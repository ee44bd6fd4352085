/** Which element is a control. */

/** @type {Selectors} */
let selectors = { disabled: '', active: '', controls: {} };

/** Takes the selectors; they are data. @param {Selectors} data */
function use(data) {
  selectors = data;
}

/** What a rule looks among that names no CSS. @param {Rule} rule */
function defaultCSS(rule) {
  if (rule.testid) return '*';
  return rule.placeholder ? 'input' : 'button, [role="button"]';
}

/** All that fits a rule but for number and label, hidden or not. @param {Rule} rule */
function fitting(rule) {
  /** @type {HTMLElement[]} */
  const fit = [];
  for (const el of document.querySelectorAll(rule.css ?? defaultCSS(rule))) {
    if (!(el instanceof HTMLElement)) continue;
    if (rule.within && !el.parentElement?.closest(rule.within)) continue;
    if (rule.testid && el.dataset.testid !== rule.testid) continue;
    if (rule.placeholder && !hasWord(el.getAttribute('placeholder') ?? '', rule.placeholder)) continue;
    fit.push(el);
  }
  return fit;
}

/** @param {string} text @param {string} word */
function hasWord(text, word) {
  return text.toUpperCase().split(/[^\p{L}\p{N}]+/u).includes(word.toUpperCase());
}

/** Whether the label is what the rule says, whatever its case. @param {Rule} rule @param {HTMLElement} el */
function says(rule, el) {
  if (!rule.text && !rule.prefix) return true;
  const label = labelOf(el).toUpperCase();
  return (rule.text ?? []).some((text) => label === text.toUpperCase())
    || (rule.prefix ?? []).some((word) => beginsWith(label, word.toUpperCase()));
}

/**
 * Of elements that lie in each other the inner one: a press on it reaches all.
 *
 * @param {HTMLElement[]} hits
 */
function innermost(hits) {
  return hits.filter((el) => !hits.some((other) => other !== el && el.contains(other)));
}

/**
 * Finds a control by the first rule that anything visible fits. If several
 * do, it is not found, and no later rule is asked: that would choose among what
 * looks alike.
 *
 * @param {string} name @returns {Match}
 */
function findControl(name) {
  /** @type {Match} */
  let match = { el: null, rule: 0, count: 0, label: '', why: 'nothing on the page fits' };
  for (const [i, rule] of (selectors.controls[name] ?? []).entries()) {
    try {
      const fit = fitting(rule);
      const seen = fit.filter(isVisible);
      const hits = innermost((rule.nth ? seen.slice(rule.nth - 1, rule.nth) : seen).filter((el) => says(rule, el)));
      if (hits.length === 1) return { el: hits[0], rule: i + 1, count: 1, label: labelOf(hits[0]), why: '' };
      if (hits.length > 1) {
        return { el: null, rule: i + 1, count: hits.length, label: labelOf(hits[0]), why: `${hits.length} visible elements fit, so none is sure` };
      }
      const hidden = match.rule === 0 && fit.find((el) => says(rule, el));
      if (hidden) match = { el: null, rule: i + 1, count: 0, label: labelOf(hidden), why: 'it is there and cannot be seen' };
    } catch (fault) {
      return { el: null, rule: i + 1, count: 0, label: '', why: `the rule cannot be used: ${fault}` };
    }
  }
  return match;
}

/** All controls by name, as they are now. @returns {Record<string, Found>} */
function findAll() {
  return Object.fromEntries(Object.keys(selectors.controls).map((control) => {
    const { el, rule, count, label, why } = findControl(control);
    return [control, { rule, label: label.slice(0, 200), visible: count > 0, enabled: el !== null && isEnabled(el), count, why }];
  }));
}
