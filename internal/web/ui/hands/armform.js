import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { kinds } from '../desk/catalogue.js';
import { readAmount } from '../desk/lamports.js';
import { Picker, picked, pickedBot, pickedStake } from '../desk/picker.js';
import { link } from '../store.js';
import { ask, busy, faultText } from './act.js';
import { FIELDS, MINUTES, firstLimits, isConfirmed, limitFault, limitsAsked } from './limits.js';
import { Points } from './truth.js';

/** What is typed, kept while the page stands; it begins with the limits of the last arming. */
const typed = signal(/** @type {import('./limits.js').Limits | null} */ (null));
/** The loss limit once more; it is never kept. */
const confirm = signal('');
const fault = signal('');

/** For what, where, how long and for how much. @param {{hands: Hands}} props */
export function ArmForm({ hands: h }) {
  useEffect(() => {
    typed.value ??= firstLimits(h.limits);
    confirm.value = fault.value = '';
  }, []);
  const limits = typed.value ?? firstLimits(h.limits);
  const sound = picked.value && [...FIELDS, MINUTES].every((f) => limitFault(f, limits[f.name] ?? '') === '');
  const ready = sound && isConfirmed(confirm.value, limits) && !h.stopped && link.value.state === 'open';
  /** @param {Event} e */
  const submit = (e) => {
    e.preventDefault();
    if (!ready) return;
    fault.value = '';
    ask('arm', { ...pickedBot(), host: h.host, limits: limitsAsked(limits), minutes: limits.minutes, confirm: confirm.peek().trim() }, (err) => (fault.value = faultText(err)))
      .then((done) => done && (confirm.value = ''));
  };
  return html`
    <form class="arm" data-test="arm-form" onSubmit=${submit}>
      <section class="hands-section"><h2>Where</h2><p class="arm-host mono" data-test="arm-host">${h.host}</p>
        <p class="muted"><small>No other page is ever touched. ${h.player ? `Logged in as ${h.player}.` : 'Nobody is logged in there, as far as the page tells.'}</small></p></section>
      <section class="hands-section"><h2>What presses</h2><div class="desk-choose"><${Picker} prefix="arm" /></div></section>
      <section class="hands-section"><h2>How much, how long</h2>
        <div class="desk-params">${[...FIELDS, MINUTES].map((f) => html`<${Limit} key=${f.name} field=${f} limits=${limits} />`)}<${Phases} limits=${limits} /></div><${TooMuch} limits=${limits} /></section>
      <${Happens} limits=${limits} />
      <details class="fold"><summary>What you can lose, and what rugtape cannot know</summary><${Points} /></details>
      <section class="arm-end">
        <label for="arm-confirm">Type <b class="num">${limits.session_loss_sol || '…'}</b>, the most that this arming may lose, in SOL</label>
        <div class="desk-row">
          <input id="arm-confirm" class="field num" inputmode="decimal" autocomplete="off" spellcheck="false" data-test="arm-confirm" value=${confirm.value}
            onInput=${(/** @type {any} */ e) => (confirm.value = e.currentTarget.value)} />
          <button type="submit" class="button strong danger" data-test="arm-go" disabled=${!ready || busy.value === 'arm'}>${busy.value === 'arm' ? 'Arming…' : `Arm on ${h.host}`}</button>
        </div>
        <p class="down" role="alert" data-test="arm-fault">${fault.value || (!sound && kinds.value && 'Mend what is marked first.')}</p>
      </section>
    </form>`;
}

/** @param {string} name @param {string} text @param {import('./limits.js').Limits} limits */
const put = (name, text, limits) => (typed.value = { ...limits, [name]: text });

/** @param {{field: import('./limits.js').LimitField, limits: import('./limits.js').Limits}} props */
function Limit({ field: f, limits }) {
  const value = limits[f.name] ?? '', bad = limitFault(f, value), id = `limit-${f.name}`;
  return html`
    <label class="unit-field"><span>${f.label}</span>
      <span class="unit-box num"><input class="field" inputmode="decimal" autocomplete="off" spellcheck="false" value=${value} data-test=${id} aria-invalid=${bad !== ''} aria-describedby=${`${id}-says`}
        onInput=${(/** @type {any} */ e) => put(f.name, e.currentTarget.value.trim(), limits)} /><span>${f.unit}</span></span>
      <small id=${`${id}-says`} class=${bad ? 'down' : 'muted'}>${bad || f.says}</small>
    </label>`;
}

/** A strategy that stakes more than it may would only be refused. @param {{limits: import('./limits.js').Limits}} props */
function TooMuch({ limits }) {
  const stake = readAmount(pickedStake.value), most = readAmount(limits.stake_sol ?? '');
  if (!stake || !most || stake <= most) return null;
  return html`<p class="sentence warn" data-test="arm-too-much">The strategy stakes ${pickedStake.value} SOL, and one buy may cost ${limits.stake_sol} SOL: the guard would refuse each. Lower the stake, or raise the limit.</p>`;
}

/** @param {{limits: import('./limits.js').Limits}} props */
function Phases({ limits }) {
  return html`
    <label class="unit-field"><span>Buys and bets in</span>
      <select class="select" value=${limits.phases} data-test="limit-phases" onChange=${(/** @type {any} */ e) => put('phases', e.currentTarget.value, limits)}>
        <option value="">presale and live</option><option value="presale">presale only</option><option value="live">live only</option>
      </select>
      <small class="muted">a sale is always let through</small>
    </label>`;
}

/** What happens when something goes wrong. @param {{limits: import('./limits.js').Limits}} props */
function Happens({ limits }) {
  return html`
    <section class="hands-section"><h2>What happens if</h2>
      <dl class="happens" data-test="happens">
        <div><dt>the game stands still</dt><dd>Once the newest frame is older than ${limits.stale_after_s || '…'} s nothing is bought, and it disarms.</dd></div>
        <div><dt>the browser freezes or goes</dt><dd>Nothing is pressed, and it disarms. An order that may have been pressed counts as at risk until the server tells.</dd></div>
        <div><dt>rugtape dies or hangs</dt><dd>The watchdog, a second process, sells what is held, once, and leaves an alarm. It can do nothing else.</dd></div>
        <div><dt>the books differ, an order stays unknown</dt><dd>It disarms, and you decide.</dd></div>
        <div><dt>you press STOP</dt><dd>The button, Ctrl+Shift+X anywhere, or a file named STOP in rugtape’s home: it disarms at once. At most one press that is in the page already cannot be called back.</dd></div>
        <div><dt>the time is over</dt><dd>It disarms.</dd></div>
      </dl>
      <p class="muted"><small>Disarming sells nothing: what is held stays, and is lost at the rug unless you sell it.</small></p>
    </section>`;
}
