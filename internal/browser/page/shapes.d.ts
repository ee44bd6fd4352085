/** One way to find a control; what is not said fits. As in selectors.go. */
type Rule = { css?: string, within?: string, testid?: string, placeholder?: string, nth?: number, text?: string[], prefix?: string[] };

type Selectors = { disabled: string, active: string, controls: Record<string, Rule[]> };

/** How the search for a control went. `el` is it, if exactly one element is. */
type Match = { el: HTMLElement | null, rule: number, count: number, label: string, why: string };

/** What is told of a control, for people. As foundThere in outline.go. */
type Found = { rule: number, label: string, visible: boolean, enabled: boolean, count: number, why: string };

/** An order that is to be built, as in press.go: amounts in SOL, times in epoch ms. */
type Order = { key: number, control: string, keys: { key: string, shows: number }[], amount: number, part: string, until: number };

/** An order that is built and waits for its one press. `at` is of performance.now(). */
type Built = { order: Order, button: HTMLElement, at: number };

/** What was read back, or why not: `code` is "" when all is well. */
type Answer = { pressed: boolean, code: string, why: string, label: string, amount: number, at: number };

/** A press by the player, as Seen in watchpress.go. */
type Seen = { control: string, label: string, amount: string, at: number, trusted: boolean, page: string };

/** Binding that Chrome puts into our world alone: one text to whoever listens by CDP. */
declare var rugtapeTell: ((text: string) => void) | undefined;

/** What rugtape calls; the page cannot see it. */
declare var rugtape: unknown;
