import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { schedule, unschedule } from '../frame/frames.js';
import { Swatch } from './key.js';
import { nearest, scaleOf } from './scale.js';

/**
 * @typedef {import('./scale.js').Axis} Axis
 * @typedef {import('./shapes.js').Space} Space
 * @typedef {{shape: import('./key.js').Shape, tone: string, text: string, value: string}} Row
 * @typedef {{at: number[], read: (i: number) => {title: string, rows: Row[]}, dots?: (i: number) => number[]}} Cursor
 *   `at` are the places across where figures are known, rising
 */

/** Pixels of the margin above, and of the axis below in sizes of its text. */
const TOP = 10, FOOT = 2.1;

/**
 * A drawing over two axes. Pointed at, or walked along by the arrow keys, it tells the exact figures.
 *
 * @param {{label: string, x: Axis, y: Axis, layers: (s: Space) => any, cursor?: Cursor, zero?: boolean, class?: string, test?: string}} props
 *   `label` says in a sentence what is seen; `zero` marks the line where nothing is won or lost
 */
export function Graph({ label, x, y, layers, cursor, zero, class: extra = '', test }) {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const size = useSize(box);
  const at = useSignal(-1);
  const { width, height, font } = size.value;
  const space = width > 0 ? layOut(x, y, width, height, font) : null;
  const point = usePointer(at, cursor, space);
  const i = cursor && at.value < cursor.at.length ? at.value : -1;
  const live = cursor && space && i >= 0;
  return html`
    <div class=${`graph ${extra}`} ref=${box} data-test=${test} tabindex=${cursor ? 0 : undefined} role=${cursor ? 'group' : 'img'}
      aria-label=${cursor ? `${label} Arrow keys read the figures.` : label} ...${point}>
      ${space && html`
        <svg width=${width} height=${height} aria-hidden="true">
          <${Axes} space=${space} x=${x} y=${y} zero=${zero} font=${font} />
          <svg class="g-plot" x="0" y=${TOP} width=${space.width} height=${space.height}>${layers(space)}
            ${live && html`<path class="g-cursor" d=${`M${space.x(cursor.at[i])} 0V${space.height}`} />
              ${cursor.dots?.(i).map((v) => html`<circle class="g-at" cx=${space.x(cursor.at[i])} cy=${space.y(v)} r="3.5" />`)}`}
          </svg>
        </svg>`}
      ${live && html`<${Reading} of=${cursor.read(i)} left=${space.x(cursor.at[i]) > space.width / 2} />`}
    </div>`;
}

/** The size of an element and of its small text, as of the last frame. @param {{current: HTMLElement | null}} box */
function useSize(box) {
  const size = useSignal({ width: 0, height: 0, font: 12 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = () => {
      const { clientWidth: width, clientHeight: height } = element, font = parseFloat(getComputedStyle(element).fontSize);
      const old = size.peek();
      if (width !== old.width || height !== old.height || font !== old.font) size.value = { width, height, font };
    };
    const watch = new ResizeObserver(() => schedule(look));
    watch.observe(element);
    look();
    return () => {
      watch.disconnect();
      unschedule(look);
    };
  }, []);
  return size;
}

/** @param {Axis} x @param {Axis} y @param {number} width @param {number} height @param {number} font */
function layOut(x, y, width, height, font) {
  const h = Math.max(20, height - TOP - font * FOOT);
  const up = scaleOf(y, h, 0, font * 3.6);
  const texts = up.labels.map((v) => y.format(v, up.labels));
  const gutter = Math.ceil(Math.max(2, ...texts.map((t) => t.length)) * font * 0.56 + 14);
  const w = Math.max(40, width - gutter);
  const across = scaleOf(x, 0, w, font * 6.2);
  return { x: across.at, y: up.at, of: across.of, width: w, height: h, xLabels: across.labels, yLabels: up.labels, texts };
}

/** @param {{space: ReturnType<typeof layOut>, x: Axis, y: Axis, zero?: boolean, font: number}} props */
function Axes({ space, x, y, zero, font }) {
  const { width, height } = space;
  const px = (/** @type {number} */ v) => Math.round(v) + 0.5;
  const edge = (/** @type {number} */ at) => (at < font * 2 ? 'start' : at > width - font * 2 ? 'end' : 'middle');
  return html`
    <g class="g-grid">
      ${space.yLabels.map((v) => html`<path d=${`M0 ${px(TOP + space.y(v))}H${width}`} />`)}
      ${space.xLabels.map((v) => html`<path d=${`M${px(space.x(v))} ${TOP}V${TOP + height}`} />`)}
    </g>
    ${zero && y.from < 0 && y.to > 0 && html`<path class="g-zero" d=${`M0 ${px(TOP + space.y(0))}H${width}`} />`}
    <g class="g-labels">
      ${space.yLabels.map((v, i) => html`<text x=${width + 8} y=${TOP + space.y(v)} dy="0.35em">${space.texts[i]}</text>`)}
      ${space.xLabels.map((v) => html`<text x=${space.x(v)} y=${TOP + height + font * 1.5} text-anchor=${edge(space.x(v))}>${x.format(v, space.xLabels)}</text>`)}
    </g>`;
}

/**
 * Moves the place that is read with the pointer and the arrow keys.
 *
 * @param {import('@preact/signals').Signal<number>} at @param {Cursor | undefined} cursor @param {ReturnType<typeof layOut> | null} space
 */
function usePointer(at, cursor, space) {
  if (!cursor || !space) return {};
  const last = cursor.at.length - 1;
  return {
    onPointerMove: (/** @type {PointerEvent} */ e) => {
      const left = /** @type {Element} */ (e.currentTarget).getBoundingClientRect().left;
      const i = nearest(cursor.at, space.of(e.clientX - left));
      schedule(() => (at.value = i));
    },
    onPointerLeave: () => schedule(() => (at.value = -1)),
    onBlur: () => (at.value = -1),
    onKeyDown: (/** @type {KeyboardEvent} */ e) => {
      const step = (e.shiftKey ? 10 : 1) * Math.max(1, Math.round(last / 200));
      const to = { ArrowRight: at.peek() + step, ArrowLeft: at.peek() < 0 ? last : at.peek() - step, Home: 0, End: last, Escape: -1 }[e.key];
      if (to === undefined || (to === -1 && e.key === 'Escape' && at.peek() < 0)) return;
      e.preventDefault();
      at.value = e.key === 'Escape' ? -1 : Math.max(0, Math.min(last, to));
    },
  };
}

/** @param {{of: {title: string, rows: Row[]}, left: boolean}} props `left`: it stands at the left, out of the way */
function Reading({ of, left }) {
  return html`
    <div class=${`reading num ${left ? 'at-left' : ''}`} aria-live="polite" data-test="reading">
      <strong>${of.title}</strong>
      ${of.rows.map((r) => html`<p><${Swatch} shape=${r.shape} tone=${r.tone} /><span>${r.text}</span><b>${r.value}</b></p>`)}
    </div>`;
}
