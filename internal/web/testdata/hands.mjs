// The hands' pure modules, under a fake clock: run by TestThePagesModulesOfTheHands, which has
// copied them to where node takes them for modules.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const load = (name) => import(`${process.env.RUGTAPE_UI}/hands/${name}.js`);
const { CLOSED, step } = await load('dialog');
const { chromeCommand, portFault } = await load('command');
const { FIELDS, firstLimits, isConfirmed, limitFault, limitsAsked } = await load('limits');
const { handsNews, handsWord } = await load('words');
const { fieldName, lifeWord } = await load('orderwords');
const { timeLeft } = await load('sentences');

/** What the dialog is after happenings, each `[ms since the one before, event]`. */
function after(...happenings) {
  let d = CLOSED, now = 1000;
  for (const [ms, e] of happenings) d = step(d, typeof e === 'string' ? { kind: e } : e, (now += ms));
  return d;
}

const state = (state, attempt = 5) => ({ kind: 'state', state, attempt });
const taken = { kind: 'taken', attempt: 5 };
const begun = [[0, 'open'], [0, 'connect'], [10, taken]];
const failed = [...begun, [10, state('connecting')], [500, state('failed')]];

test('it closes 1.5 s after success, not before', () => {
  const done = [...begun, [10, state('connecting')], [500, state('ready')]];
  assert.equal(after(...done).phase, 'done');
  assert.equal(after(...done, [1499, 'time']).phase, 'done');
  assert.equal(after(...done, [1500, 'time']).phase, 'closed');
  assert.equal(after(...done, [700, 'use'], [800, 'time']).phase, 'closed', 'a touch does not keep it');
  assert.equal(after(...done, [1500, 'time']).closeAt, null, 'nothing is kept');
});

test('after a failure the button works at once', () => {
  assert.equal(after(...failed).phase, 'failed');
  assert.equal(after(...failed, [0, 'connect']).phase, 'working');
  assert.equal(after(...failed, [29_999, 'connect'], [1, 'time']).phase, 'working', 'the old time is over');
});

test('after a failure it closes by itself after 30 s, unless it is used', () => {
  assert.equal(after(...failed, [29_999, 'time']).phase, 'failed');
  assert.equal(after(...failed, [30_000, 'time']).phase, 'closed');
  assert.equal(after(...failed, [29_999, 'use'], [1, 'time']).phase, 'failed');
  assert.equal(after(...failed, [10, 'use'], [3_600_000, 'time']).phase, 'failed');
  assert.equal(after([0, 'open'], [0, 'connect'], [10, { kind: 'refused' }], [30_000, 'time']).phase, 'closed', 'a refusal is a failure');
});

test('it can always be cancelled, and closed', () => {
  assert.equal(after(...begun, [5, 'cancel']).phase, 'asking');
  assert.equal(after(...begun, [5, 'cancel'], [5, state('failed')]).phase, 'asking', 'what comes late is none of it');
  assert.equal(after([0, 'open'], [0, 'connect'], [5, 'cancel'], [5, taken], [5, state('ready')]).phase, 'asking');
  for (const so of [[[0, 'open']], begun, failed, [...begun, [1, state('ready')]]]) assert.deepEqual(after(...so, [0, 'close']), CLOSED);
  assert.equal(after(...begun, [0, 'close'], [10, state('failed')]).phase, 'closed', 'it does not come back');
});

test('only its own connect counts', () => {
  assert.equal(after([0, 'open'], [0, 'connect'], [5, state('ready', 4)]).phase, 'working', 'before it is known which is its own');
  assert.equal(after(...begun, [5, state('failed', 4)]).phase, 'working', 'an older one');
  assert.equal(after([0, 'open'], [5, state('failed')]).phase, 'asking', 'none was asked for');
  assert.equal(after(...begun, [5, state('off')]).phase, 'asking', 'another page has cancelled it');
  assert.equal(after(...begun, [0, 'connect']).attempt, 5, 'twice is once');
});

test('the command that starts a Chrome to attach to', () => {
  assert.equal(chromeCommand({ program: '/opt/chrome', profile: '/h/p', page: 'https://rugs.fun' }, '9333', ''), '/opt/chrome --remote-debugging-port=9333 --user-data-dir=/h/p https://rugs.fun');
  assert.equal(chromeCommand({ program: '', profile: '/my home/$p', page: '' }, '9222', ''), 'google-chrome --remote-debugging-port=9222 "--user-data-dir=/my home/\\$p"');
  assert.equal(chromeCommand({ program: '', profile: '/h', page: 'http://a/?b=1&c' }, '9222', '/q'), 'google-chrome --remote-debugging-port=9222 --user-data-dir=/q "http://a/?b=1&c"');
  for (const [text, sound] of [['9222', true], ['1', true], ['65535', true], ['0', false], ['65536', false], ['', false], ['9e3', false], ['-1', false], ['92.5', false]]) {
    assert.equal(portFault(text) === '', sound, text);
  }
});

test('the limits of the last arming come back as they were typed', () => {
  const typed = { ...firstLimits(null), stake_sol: '0.123456789', deviation: '7.5', stale_after_s: '1.5', min_gap_s: '', losing_rounds: '3', phases: 'live' };
  const asked = limitsAsked(typed);
  assert.equal(asked.deviation, '0.075');
  assert.equal(asked.live, 'true');
  assert.equal('min_gap_s' in asked || 'phases' in asked || 'minutes' in asked, false);
  const told = Object.fromEntries([...FIELDS.map((f) => [f.name, Number(asked[f.name] ?? 0)]), ['live', true], ['presale', false]]);
  assert.deepEqual(firstLimits(told), typed);
  assert.equal(firstLimits({ ...told, presale: true }).phases, '');
});

test('what is wrong with a limit is said before it is sent', () => {
  const of = (name, text) => limitFault(FIELDS.find((f) => f.name === name), text) === '';
  for (const [name, good, bad] of [
    ['stake_sol', ['0.001', '1', '.5'], ['', '0', '0.0009', '1e-3', '0,5', '-1', '0.0000000001']],
    ['session_loss_sol', ['0.000000001', '5'], ['', '0', 'x']],
    ['per_minute', ['1', '60'], ['', '0', '61', '1.5']],
    ['stale_after_s', ['0.5', '2'], ['', '0', '61', '2 s']],
    ['deviation', ['5', '0.5', '100'], ['', '0', '101']],
    ['losing_rounds', ['', '3'], ['0', '2.5']],
    ['min_gap_s', ['', '0.25'], ['0', 'x']],
  ]) {
    for (const text of good) assert.ok(of(name, text), `${name} ${text}`);
    for (const text of bad) assert.ok(!of(name, text), `${name} ${text}`);
  }
  for (const f of FIELDS) assert.equal(limitFault(f, f.initial), '', f.name);
});

test('to arm is confirmed by the loss limit and by nothing else', () => {
  const limits = { session_loss_sol: '0.05' };
  for (const [typed, so] of [['0.05', true], ['.050', true], [' 0.05 ', true], ['0.5', false], ['', false], ['0', false], ['yes', false], ['0.050000001', false]]) assert.equal(isConfirmed(typed, limits), so, typed);
  assert.equal(isConfirmed('', { session_loss_sol: '' }), false);
  assert.equal(isConfirmed('0', { session_loss_sol: '0' }), false);
});

test('what is armed, disarmed or unknown is said once, the rest only when it changes', () => {
  const off = { state: 'off', armed: null, unknown: 0, disarmed: '', since_ns: '0' };
  const armed = { ...off, state: 'ready', armed: { host: 'rugs.fun', strategy: 'target:m=2', script: '', until_ns: '90000000000', loss_left_sol: 0.05 } };
  assert.match(handsNews(off, armed).text, /Armed on rugs\.fun: target .*0\.0500 SOL/);
  assert.equal(handsNews(armed, { ...armed }).text, '');
  assert.match(handsNews(armed, { ...off, state: 'frozen', disarmed: 'the browser froze' }).text, /^Disarmed: the browser froze/);
  assert.match(handsNews({ ...off, state: 'ready' }, { ...off, state: 'ready', unknown: 1 }).text, /not known/);
  assert.equal(handsNews(null, armed).text, '', 'on opening the page the frame is there to be read');
  assert.equal(handsNews(off, { ...off, state: 'connecting' }).text, '');
  assert.equal(handsWord(armed).text, 'ARMED');
  assert.equal(handsWord({ ...armed, state: 'lost' }).text, 'ARMED', 'whatever the browser does');
  assert.equal(handsWord(null).text, 'none');
  assert.equal(timeLeft(armed.armed, 30_000), '1 min 00 s');
  assert.equal(timeLeft(armed.armed, 99_000), '0 min 00 s');
  assert.equal(timeLeft({ until_ns: '43200000000000' }, 0), '12 h 00 min');
});

test('fields and orders are called what a player calls them', () => {
  for (const [field, name] of [['cash', 'Cash'], ['purse.positionQty', 'Position'], ['row.positionQty', 'Position, leaderboard'], ['row.sideBet.end', 'Side bet to tick, leaderboard'], ['something_new', 'Something new']]) {
    assert.equal(fieldName(field), name);
  }
  assert.equal(lifeWord({ life: 'sent', pressed: 'maybe' }).text, 'perhaps pressed');
  assert.equal(lifeWord({ life: 'refused', pressed: 'no' }).text, 'not pressed');
  assert.equal(lifeWord({ life: 'refused', pressed: 'yes' }).text, 'refused');
});
