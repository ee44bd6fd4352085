import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';

const INDENT = '    ';

/**
 * A plain editor of code: numbered lines, the faulty one marked, Tab indents. Esc gives Tab back to the page.
 *
 * @param {{text: string, fault: ScriptFault | null, onInput: (text: string) => void, onSave: () => void, onRun: () => void}} props
 */
export function Editor({ text, fault, onInput, onSave, onRun }) {
  const area = /** @type {{current: HTMLTextAreaElement | null}} */ (useRef(null));
  const under = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const free = useSignal(false);
  const lines = text.split('\n').length;
  const follow = () => {
    const { scrollTop = 0 } = area.current ?? {};
    if (under.current) under.current.style.transform = `translateY(${-scrollTop}px)`;
  };
  useLayoutEffect(follow, [text]);
  /** @param {KeyboardEvent} e */
  const onKey = (e) => {
    const at = /** @type {HTMLTextAreaElement} */ (e.currentTarget);
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 's') return take(e, onSave);
    if ((e.ctrlKey || e.metaKey) && e.key === 'Enter') return take(e, onRun);
    if (e.key === 'Escape') return void (free.value = true);
    if (e.key === 'Tab' && !free.value) return take(e, () => indent(at, e.shiftKey));
    if (e.key === 'Enter' && !e.shiftKey) return take(e, () => newLine(at));
    return undefined;
  };
  return html`
    <div class="editor mono" data-test="editor">
      <div class="lines" aria-hidden="true"><div ref=${under}>
        ${Array.from({ length: lines }, (_, i) => html`<i class=${fault?.line === i + 1 ? 'bad' : ''}>${i + 1}</i>`)}
      </div></div>
      <textarea ref=${area} wrap="off" spellcheck=${false} autocapitalize="off" autocomplete="off" aria-label="Script" aria-invalid=${fault ? 'true' : undefined}
        aria-describedby="script-state editor-help" data-test="source" value=${text} onScroll=${follow} onKeyDown=${onKey} onBlur=${() => (free.value = false)}
        onInput=${(/** @type {Event} */ e) => onInput(/** @type {HTMLTextAreaElement} */ (e.currentTarget).value)}></textarea>
    </div>
    <p id="editor-help" class="sr">Tab indents. Press Escape, then Tab, to leave the editor.</p>`;
}

/** @param {Event} e @param {() => void} act */
function take(e, act) {
  e.preventDefault();
  act();
}

/** Puts text in place of a stretch, so that the browser can undo it. @param {HTMLTextAreaElement} at @param {number} from @param {number} to @param {string} text */
function replace(at, from, to, text) {
  at.setSelectionRange(from, to);
  if (document.execCommand('insertText', false, text)) return;
  at.setRangeText(text, from, to, 'end');
  at.dispatchEvent(new Event('input', { bubbles: true }));
}

/** A new line begins where the one before began, deeper after a colon. @param {HTMLTextAreaElement} at */
function newLine(at) {
  const { value, selectionStart: from, selectionEnd: to } = at;
  const line = value.slice(value.lastIndexOf('\n', from - 1) + 1, from);
  const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
  replace(at, from, to, '\n' + lead + (/:\s*(#.*)?$/.test(line) ? INDENT : ''));
}

/** Shifts the chosen lines, or puts an indent where the cursor is. @param {HTMLTextAreaElement} at @param {boolean} back */
function indent(at, back) {
  const { value, selectionStart: from, selectionEnd: to } = at;
  if (from === to && !back) return replace(at, from, to, INDENT);
  const start = value.lastIndexOf('\n', from - 1) + 1;
  const end = value.indexOf('\n', Math.max(from, to - 1)), stop = end < 0 ? value.length : end;
  const lines = value.slice(start, stop).split('\n');
  const moved = lines.map((l) => (back ? l.replace(/^( {1,4}|\t)/, '') : l && INDENT + l));
  const text = moved.join('\n'), first = moved[0].length - lines[0].length;
  replace(at, start, stop, text);
  at.setSelectionRange(Math.max(start, from + first), from === to ? Math.max(start, from + first) : start + text.length);
}

/** Puts the cursor where the fault is. @param {ScriptFault} fault */
export function goToFault(fault) {
  const at = /** @type {HTMLTextAreaElement | null} */ (document.querySelector('.editor textarea'));
  if (!at) return;
  const before = at.value.split('\n').slice(0, fault.line - 1).join('\n');
  const pos = Math.min(at.value.length, before.length + (fault.line > 1 ? 1 : 0) + Math.max(0, fault.col - 1));
  at.focus();
  at.setSelectionRange(pos, pos);
  const height = parseFloat(getComputedStyle(at).lineHeight);
  at.scrollTop = Math.max(0, (fault.line - 4) * height);
}
