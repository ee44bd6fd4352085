/** What a part of the page that may come later draws over the chart, and tells of it. */
import { signal } from '@preact/signals';

/**
 * @typedef {object} Layering
 * @property {(over: HTMLElement, host: HTMLElement) => Layer} make over the plotting area of the whole chart
 * @property {Readable<unknown>} news changes when there is something new to draw
 * @property {(tick: number, reach: number) => string[]} tell what stands within so many ticks of one
 */
export const layer = signal(/** @type {Layering | null} */ (null));
