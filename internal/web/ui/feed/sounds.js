/** Short sounds out of oscillators: nothing is loaded. */

/** Each is tones one after the other: pitch in Hz, length in seconds. @type {Record<Kind, {wave: OscillatorType, tones: [number, number][]}>} */
const SOUNDS = {
  round: { wave: 'sine', tones: [[523, 0.09], [784, 0.16]] },
  rug: { wave: 'triangle', tones: [[392, 0.1], [262, 0.12], [175, 0.24]] },
  fill: { wave: 'sine', tones: [[880, 0.07]] },
  alarm: { wave: 'square', tones: [[660, 0.12], [440, 0.12], [660, 0.12], [440, 0.2]] },
};

const LOUDNESS = 0.12;
/** What could not be heard for so long is old. */
const OLD_MS = 400;

/** @type {AudioContext | null} */
let audio = null;

/** @param {Kind} kind */
export function play(kind) {
  const asked = performance.now(), on = (audio ??= new AudioContext());
  // A page that nobody has touched yet may not sound; what is old by then is left out.
  if (on.state === 'running') sing(on, kind);
  else on.resume().then(() => performance.now() - asked < OLD_MS && sing(on, kind), () => {});
}

/** @param {AudioContext} on @param {Kind} kind */
function sing(on, kind) {
  const { wave, tones } = SOUNDS[kind];
  let at = on.currentTime;
  for (const [pitch, length] of tones) {
    const tone = on.createOscillator(), loud = on.createGain();
    tone.type = wave;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(wave === 'square' ? LOUDNESS / 2 : LOUDNESS, at + 0.01);
    loud.gain.linearRampToValueAtTime(0, at + length);
    tone.connect(loud).connect(on.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length;
  }
}
