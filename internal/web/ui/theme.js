/** Dark, light, or as the system has it. */
import { computed, effect, signal } from '@preact/signals';
import { theme } from './prefs.js';

const system = matchMedia('(prefers-color-scheme: light)');
const systemLight = signal(system.matches);
system.addEventListener('change', () => (systemLight.value = system.matches));

/** @typedef {'dark' | 'light'} Shade */
/** The shade in force. */
export const shade = computed(() => /** @type {Shade} */ (theme.value === 'auto' ? (systemLight.value ? 'light' : 'dark') : theme.value));

/** Puts the shade on the page, now and whenever it changes. */
export function startTheme() {
  effect(() => {
    document.documentElement.dataset.theme = shade.value;
  });
}

export function switchTheme() {
  theme.value = shade.value === 'dark' ? 'light' : 'dark';
}

/** The colours that canvases draw with, read from the style sheet. @returns {Palette} */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  // Only an element that uses a colour has it worked out.
  const probe = document.body.appendChild(document.createElement('i'));
  /** @param {string} name */
  const get = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    bg: get('bg'), line: get('line'), text: get('text'), muted: get('muted'),
    accent: get('accent'), onAccent: get('on-accent'), up: get('up'), down: get('down'), warn: get('warn'),
    grid: get('grid'), ghost: get('ghost'), area: get('area'),
  };
  probe.remove();
  return { ...colours, font: `${Math.round(parseFloat(style.fontSize) * 0.857)}px ${getComputedStyle(document.body).fontFamily}` };
}
