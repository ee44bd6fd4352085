/* The page's own behaviour, and a log of what was pressed and of what the page would have sent. */

const $ = (css) => document.querySelector(css);
const field = () => $('input');
const SOL = 1e9;

const state = { amount: 0, part: '', cash: 0.75 * SOL };

/** Orders, as the page would send them: {order, amount, part, trusted}. */
const sent = [];

/** Everything else that was pressed. */
const keys = [];

/** What a test sets: `lag` tasks until the page shows what a key did; `stuck` keys do nothing; `cap` an amount is never above. */
const knobs = { lag: 0, stuck: '', cap: Infinity };

const meaning = {
  '×': () => 0,
  '+0.001': (a) => a + SOL / 1000,
  '+0.01': (a) => a + SOL / 100,
  '+0.1': (a) => a + SOL / 10,
  '+1': (a) => a + SOL,
  '1/2': (a) => Math.floor(a / 2),
  X2: (a) => a * 2,
  MAX: () => state.cash,
};

/** Shows the state, after so many tasks as the knob says. */
function show(tasks = knobs.lag) {
  if (tasks > 0) return void setTimeout(show, 0, tasks - 1);
  field().value = state.amount === 0 ? '' : (state.amount / SOL).toFixed(3);
  const of = $('#buy ._amount_');
  if (of) of.textContent = `+${(state.amount / SOL).toFixed(3)} SOL`;
  for (const b of document.querySelectorAll('[class*="_percentageBtn_"]')) b.classList.toggle('_active_1hwtp_150', b.textContent === state.part);
}

/** Takes an order as the page understands it at this moment. */
function order(name, e) {
  sent.push({ order: name, amount: field().value, part: state.part, trusted: e.isTrusted });
}

document.addEventListener('click', (e) => {
  const el = e.target.closest('button, ._buttonSection_1hwtp_61, [class*="_buttonSection_"]');
  if (!el || el.matches('.disabled, [aria-disabled="true"]')) return;
  const label = el.innerText.trim();
  if (el.hasAttribute('data-trap')) return void order('TRAP', e);
  if (el.id === 'open') {
    keys.push('open');
    $('#panel').hidden = !$('#panel').hidden;
  } else if (/^BUY\b/.test(label) && el.matches('[class*="_buttonSection_"]')) order('BUY', e);
  else if (/^SELL\b/.test(label)) order('SELL', e);
  else if (/^SIDE/.test(label)) order('SIDE', e);
  else press(label);
});

function press(label) {
  keys.push(label);
  if (label === knobs.stuck) return;
  if (meaning[label]) state.amount = Math.min(knobs.cap, meaning[label](state.amount));
  else if (label.endsWith('%')) state.part = label;
  show();
}

addEventListener('input', () => { state.amount = Math.round(Number(field().value) * SOL); });
show(0);
