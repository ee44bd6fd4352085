/** The practice page: the arena's game, and buttons in the structure of the site's page. */
import { Chart } from './chart.js';
import { Controls } from './controls.js';
import { byID, make, say } from './dom.js';
import { Figures } from './figures.js';
import { frame, lose, newGame, own, purse, settle } from './game.js';
import { KNOBS, readKnobs, turned } from './knobs.js';
import { openLink } from './link.js';
import { Log } from './log.js';
import { showBanner, startMoving } from './misfit.js';
import { another, whose } from './name.js';
import { Trading } from './trading.js';

const knobs = readKnobs(new URLSearchParams(location.search));
showHelp();
if (knobs.banner) showBanner();
start(await whose(knobs.player));

/** @param {string} player */
function start(player) {
  const game = newGame();
  const log = new Log(player, knobs, game);
  /** @type {any} */ (window).practice = log;
  const chart = new Chart(byID('chart', HTMLCanvasElement), game);
  const figures = new Figures();
  const side = byID('side', HTMLElement);
  const controls = new Controls(knobs, byID('trade', HTMLElement), side, pressed);
  if (knobs.move) startMoving(controls.row, side);
  controls.field.addEventListener('input', show);
  say(byID('player', HTMLElement), player);
  byID('another', HTMLButtonElement).addEventListener('click', another);
  const link = openLink(knobs, player, {
    state(up, why) {
      if (up) log.opens++;
      else lose(game);
      game.up = up;
      connection(up ? 'up' : 'down', up ? 'connected' : `${why}; trying again`);
      show();
    },
    refused: (why) => connection('refused', why),
    event: hear,
    unreadable: () => log.unreadable++,
  });
  const trading = new Trading(game, link, log, tell, show);
  show();

  function show() {
    const outcome = settle(game);
    if (outcome) tell(outcome === 'won' ? 'The side bet won five stakes.' : 'The side bet lost.', outcome === 'lost');
    figures.show(game);
    controls.show(game);
    chart.draw();
  }

  /** @param {string} name @param {any} payload */
  function hear(name, payload) {
    log.hear(name);
    const shown = name === 'gameStateUpdate' ? frame : name === 'playerUpdate' ? purse : name === 'gameStatePlayerUpdate' ? own : null;
    if (!shown) return;
    const take = () => {
      try {
        shown(game, payload);
      } catch (err) {
        if (!(err instanceof TypeError)) throw err;
        log.unreadable++;
      }
      show();
    };
    if (knobs.late > 0 && shown === frame) setTimeout(take, knobs.late);
    else take();
  }

  /** @param {Control} control @param {HTMLElement} element @param {Event} event @param {boolean} enabled */
  function pressed(control, element, event, enabled) {
    log.click({
      at: Date.now(), control, label: element.textContent ?? '', trusted: event.isTrusted, enabled, amount: controls.field.value, part: controls.part,
    });
    if (!enabled) return;
    switch (control) {
      case 'BUY': trading.buy(controls.amount); break;
      case 'SELL': trading.sell(controls.part); break;
      case 'SIDEBET': trading.bet(controls.amount); break;
      case 'side panel': controls.openPanel(); break;
      default: controls.key(control, game.purse?.cash ?? 0);
    }
    show();
  }
}

/** Says what became of an order, to the eye and to who listens. @param {string} text @param {boolean} [bad] */
function tell(text, bad = false) {
  const line = byID('said', HTMLElement);
  line.dataset.bad = String(bad);
  say(line, text);
}

/** @param {'up' | 'down' | 'refused'} state @param {string} text */
function connection(state, text) {
  const line = byID('connection', HTMLElement);
  line.dataset.state = state;
  say(line, text);
}

function showHelp() {
  const help = byID('help', HTMLDialogElement);
  byID('help-open', HTMLButtonElement).addEventListener('click', () => help.showModal());
  const here = new URL(location.href);
  byID('knobs', HTMLElement).append(...KNOBS.map(({ name, on, says }) => {
    const is = here.searchParams.has(name);
    return make('li', {}, make('a', { href: turned(here, name, on), 'aria-current': String(is) }, `${name}=${here.searchParams.get(name) ?? on}`),
      make('span', {}, `${says}${is ? ' (on)' : ''}`));
  }));
}
