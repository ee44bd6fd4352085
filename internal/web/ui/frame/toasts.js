import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { dismissToast, toasts } from '../store.js';
import { sentence } from '../format.js';
import { Button } from './button.js';

const STAYS_MS = 8_000;

/** Short messages at the foot of the page; one that offers something stays while it is looked at. */
export function Toasts() {
  return html`
    <div class="toasts" role="status" data-test="toasts">
      ${toasts.value.map((toast) => html`<${Toast} key=${toast.id} toast=${toast} />`)}
    </div>`;
}

/** @param {{toast: Toast}} props */
function Toast({ toast }) {
  const looked = useSignal(false);
  const close = () => dismissToast(toast.id);
  useEffect(() => {
    if (looked.value) return undefined;
    const timer = setTimeout(close, toast.action ? STAYS_MS * 1.5 : STAYS_MS);
    return () => clearTimeout(timer);
  }, [looked.value]);
  const act = () => {
    close();
    toast.action?.run();
  };
  return html`
    <div class=${`toast ${toast.tone ?? 'plain'}`} onPointerEnter=${() => (looked.value = true)} onPointerLeave=${() => (looked.value = false)}
      onFocusIn=${() => (looked.value = true)} onFocusOut=${() => (looked.value = false)}>
      <p>${sentence(toast.text)}${toast.hint && html`<small>${sentence(toast.hint)}</small>`}</p>
      ${toast.action && html`<button type="button" class="button strong" data-test="toast-action" onClick=${act}>${toast.action.label}</button>`}
      <${Button} icon="close" label="Dismiss" class="quiet" onClick=${close} />
    </div>`;
}
