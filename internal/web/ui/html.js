import htm from 'htm';
import { h } from 'preact';

/** @typedef {import('preact').VNode<any>} Node */

/** Markup as a tagged template: html`<p>${text}</p>`. */
export const html = /** @type {(strings: TemplateStringsArray, ...values: any[]) => Node} */ (htm.bind(h));
