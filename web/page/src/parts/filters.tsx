// SPDX-License-Identifier: MIT
// What narrows a list of changes; every control writes to the address.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { anything, type Filter } from '../filter';
import { count } from '../plain';
import type { Status } from '../types';
import { filters as text } from '../text/queue';

interface Props {
  status: Status;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** Whether they are told apart. */
  targets?: boolean;
  children?: ComponentChildren;
}

const typingPause = 250;

export function Filters({ status, filter, onFilter, targets = true, children }: Props) {
  const ids = status.targets.map((card) => card.id);
  if (filter.target !== null && !ids.includes(filter.target)) ids.push(filter.target);
  const narrow = (part: Partial<Filter>) => onFilter({ ...filter, ...part });
  const narrowed = (targets ? filter.target : null) ?? filter.user ?? filter.kind ?? filter.q;
  return (
    <div class="filters" role="search" aria-label={text.group}>
      <Typed
        label={text.search}
        type="search"
        shortcut="/"
        value={filter.q}
        onTyped={(q) => narrow({ q })}
      />
      {targets && (
        <Choice
          label={text.target}
          value={filter.target}
          any={text.anyTarget}
          options={ids.map((id) => [id, id])}
          onChoice={(target) => narrow({ target })}
        />
      )}
      <Choice
        label={text.kind}
        value={filter.kind}
        any={text.anyKind}
        options={Object.entries(text.kinds)}
        onChoice={(kind) => narrow({ kind })}
      />
      <Typed
        label={text.user}
        type="text"
        value={filter.user}
        onTyped={(user) => narrow({ user })}
      />
      {children}
      {narrowed !== null && (
        <button
          type="button"
          class="link-button"
          onClick={() => onFilter({ ...anything, state: filter.state })}
        >
          {text.clear}
        </button>
      )}
    </div>
  );
}

interface TypedProps {
  label: string;
  type: 'search' | 'text';
  shortcut?: string;
  value: string | null;
  onTyped: (value: string | null) => void;
}

/** Counts once the typing rests, and at once on Enter. */
function Typed({ label, type, shortcut, value, onTyped }: TypedProps) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const latest = useRef(onTyped);
  latest.current = onTyped;
  useEffect(() => {
    // What is being typed is not overwritten by what was typed before.
    if (field.current && field.current !== document.activeElement)
      field.current.value = value ?? '';
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = () => {
    clearTimeout(timer.current);
    const typed = field.current?.value.trim() || null;
    if (typed !== value) latest.current(typed);
  };
  return (
    <input
      ref={field}
      type={type}
      class={`typed ${type}`}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      placeholder={label}
      maxLength={200}
      autocomplete="off"
      spellcheck={false}
      defaultValue={value ?? ''}
      onInput={() => {
        clearTimeout(timer.current);
        timer.current = setTimeout(tell, typingPause);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') tell();
        else if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string | null;
  any?: string;
  options: [string, string][];
  onChoice: (value: string | null) => void;
}

export function Choice({ label, value, any, options, onChoice }: ChoiceProps) {
  return (
    <select
      class="choice"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChoice(event.currentTarget.value || null)}
    >
      {any !== undefined && <option value="">{any}</option>}
      {options.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface TabsProps<Name extends string> {
  label: string;
  tabs: readonly Name[];
  names: Record<Name, string>;
  here: Name;
  href: (name: Name) => string;
  tally?: Record<Name, number>;
}

export function Tabs<Name extends string>({ label, tabs, names, here, href, tally }: TabsProps<Name>) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((name) => (
        <a key={name} href={href(name)} aria-current={name === here ? 'page' : undefined}>
          {names[name]} {tally && <span class="badge">{count(tally[name])}</span>}
        </a>
      ))}
    </nav>
  );
}
