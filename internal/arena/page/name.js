/** Whose page it is: a player's name, asked for once a tab. */
import { byID } from './dom.js';

const NAME = 'practice.player';
const LONGEST = 32;

/** The name in the address, else that of this tab, else what is answered. @param {string} given */
export async function whose(given) {
  const known = given || sessionStorage.getItem(NAME);
  if (known) return known;
  const name = await ask();
  sessionStorage.setItem(NAME, name);
  return name;
}

/** Forgets the tab's name and begins anew. */
export function another() {
  sessionStorage.removeItem(NAME);
  const here = new URL(location.href);
  here.searchParams.delete('player');
  location.href = here.href;
}

/** @returns {Promise<string>} */
function ask() {
  const dialog = byID('ask', HTMLDialogElement);
  const field = byID('name', HTMLInputElement);
  dialog.showModal();
  dialog.addEventListener('cancel', (e) => e.preventDefault()); // there is no game without
  return new Promise((resolve) => {
    byID('ask-form', HTMLFormElement).addEventListener('submit', (e) => {
      e.preventDefault(); // nothing is sent anywhere
      const name = field.value.trim().slice(0, LONGEST);
      if (!name) return;
      dialog.close();
      resolve(name);
    });
  });
}
