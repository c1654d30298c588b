// SPDX-License-Identifier: MIT
// One setting: its name, what it is for, its value, and what is wrong with it.

import type { Field } from '../services';
import { targets as text } from '../text/targets';

interface Props {
  field: Field;
  id: string;
  value: string;
  /** A secret that is there, though it is not shown. */
  isSet?: boolean;
  fault: string | null;
  onTyped: (value: string) => void;
}

export function Input({ field, id, value, isSet, fault, onTyped }: Props) {
  const [label, help] =
    field.key === 'name' ? [text.name, text.nameHelp] : (text.fields[field.key] ?? [field.key, '']);
  const common = {
    id,
    'aria-invalid': fault !== null,
    'aria-describedby': `${id}-help ${id}-fault`,
    'aria-required': field.required,
    onInput: (event: { currentTarget: { value: string } }) => onTyped(event.currentTarget.value),
  };
  const placeholder = isSet
    ? text.secretSet
    : field.otherwise === undefined
      ? undefined
      : text.otherwise(field.otherwise);
  return (
    <div class={fault === null ? 'field' : 'field faulty'} data-key={field.key}>
      <label for={id}>{label}</label>
      {field.kind === 'choice' || field.kind === 'flag' ? (
        <select {...common} class="choice" value={value}>
          <option value="">{text.asUsual(wordOf(field.otherwise))}</option>
          {(field.options ?? ['true', 'false']).map((one) => (
            <option key={one} value={one}>
              {wordOf(one)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          class="typed"
          type={field.kind === 'secret' ? 'password' : 'text'}
          inputMode={field.kind === 'number' ? 'numeric' : undefined}
          value={value}
          placeholder={placeholder}
          autocomplete={field.kind === 'secret' ? 'new-password' : 'off'}
          autocapitalize="off"
          spellcheck={false}
        />
      )}
      <p class="help faint" id={`${id}-help`}>
        {help}
      </p>
      <p class="fault bad-text" id={`${id}-fault`}>
        {fault}
      </p>
    </div>
  );
}

function wordOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  return text.options[value] ?? value;
}
