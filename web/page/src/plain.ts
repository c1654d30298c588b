// SPDX-License-Identifier: MIT
// Numbers and foreign text made fit to read, without a word of ours.

const numbers = new Intl.NumberFormat('en');
export function count(n: number): string {
  return numbers.format(n);
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
/** "1.2M", where there is no room for more. */
export function compact(n: number): string {
  return short.format(n);
}

/** A list of facts, begun as a sentence is. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Control characters, and those that reorder what stands around them.
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const reorders = /[\u202a-\u202e\u2066-\u2069]/g;

/** Foreign text on one line: controls out, cut at `most` characters. Still to be shown as text. */
export function clean(text: string, most = 300): string {
  const line = text.replace(controls, ' ').replace(reorders, '\ufffd').trim();
  const letters = [...line.slice(0, 2 * most + 2)];
  return letters.length > most ? `${letters.slice(0, most).join('')}…` : line;
}
