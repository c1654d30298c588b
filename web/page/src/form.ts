// SPDX-License-Identifier: MIT
// A target's settings as a form: what is typed becomes the settings, what is wrong its field's. Pure.

import type { FieldError } from './api';
import type { Field } from './services';

/** The settings as the API has them; a secret is shown as "set". */
export type Settings = Record<string, unknown>;
export type Typed = Record<string, string>;

export function typedOf(fields: readonly Field[], settings: Settings): Typed {
  const typed: Typed = {};
  for (const field of fields) typed[field.key] = shown(field, settings[field.key]);
  return typed;
}

function shown(field: Field, value: unknown): string {
  if (field.kind === 'secret' || value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What to send. Blank fields are left out, so the plugin's own values hold; settings that no field
 *  shows are kept, and so is a secret that was not typed anew. */
export function settingsOf(fields: readonly Field[], typed: Typed, before: Settings): Settings {
  const settings = { ...before };
  for (const field of fields) {
    const text = (typed[field.key] ?? '').trim();
    delete settings[field.key];
    if (text !== '') settings[field.key] = valueOf(field, text);
  }
  return settings;
}

/** A number that is none is sent as it was typed: the plugin says what is allowed. */
function valueOf(field: Field, text: string): unknown {
  switch (field.kind) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'flag':
      return text === 'true';
    case 'list':
      return text.split(/[,\n]/).flatMap((one) => one.trim() || []);
    default:
      return text;
  }
}

export interface Faults {
  /** By the field's key. */
  at: Record<string, string>;
  /** What no field of the form is to blame for. */
  other: string[];
}

export function faultsOf(errors: readonly FieldError[], fields: readonly Field[]): Faults {
  const faults: Faults = { at: {}, other: [] };
  for (const { pointer, detail } of errors) {
    const key = keyOf(pointer);
    if (!fields.some((field) => field.key === key))
      faults.other.push(key ? `${key}: ${detail}` : detail);
    else faults.at[key] = faults.at[key] ? `${faults.at[key]} ${detail}` : detail;
  }
  return faults;
}

/** The member a pointer begins with: "/users/0" is about "users". */
function keyOf(pointer: string): string {
  const [, first = ''] = pointer.split('/');
  return first.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** A name that can be a file's: the target's id, before the plugin has its say. */
export function nameFault(id: string, taken: readonly string[]): 'empty' | 'letters' | 'taken' | null {
  if (id === '') return 'empty';
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id)) return 'letters';
  return taken.includes(id) ? 'taken' : null;
}
