// SPDX-License-Identifier: MIT
// A target's settings: each key with its error beside it.

import { useId, useRef, useState } from 'preact/hooks';
import { inWords } from '../actions';
import { Problem } from '../api';
import { type Faults, faultsOf, nameFault, type Settings, settingsOf, type Typed, typedOf } from '../form';
import { Button } from '../parts/bits';
import { Box } from '../parts/box';
import { go } from '../route';
import { type Field, services } from '../services';
import { open, opened, store } from '../targets';
import { targets as text } from '../text/targets';
import type { Status } from '../types';
import { Back } from './target-back';
import { Input } from './target-field';

interface Props {
  id: string;
  fields: readonly Field[];
  settings: Settings;
  secrets: Readonly<Record<string, boolean>>;
  byHand?: boolean;
  /** Whether what is saved counts at once. */
  inForce?: boolean;
  /** The name, while the target is new. */
  naming?: { taken: readonly string[]; first: string };
}

/** What has been typed and is not saved, by target: leaving the section loses nothing. */
const drafts = new Map<string, Typed>();

const none: Faults = { at: {}, other: [] };

export function SettingsForm({ id, fields, settings, secrets, byHand = false, inForce = true, naming }: Props) {
  const before = typedOf(fields, settings);
  const [typed, type] = useState(drafts.get(id) ?? { ...before, name: naming?.first ?? '' });
  const [faults, blame] = useState(none);
  const [phase, move] = useState<'idle' | 'busy' | 'saved' | 'changed'>('idle');
  const form = useRef<HTMLFormElement>(null);
  const prefix = useId();
  const edit = (key: string, value: string) => {
    const next = { ...typed, [key]: value };
    drafts.set(id, next);
    type(next);
    if (phase === 'saved') move('idle');
  };
  const showAnew = () => {
    drafts.delete(id);
    blame(none);
    move('idle');
    if (!naming) type(typedOf(fields, opened.value?.setup?.settings ?? settings));
  };
  const show = (next: Faults) => {
    blame(next);
    move('idle');
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const save = async () => {
    const name = naming ? (typed.name ?? '').trim() : id;
    const wrong = naming ? nameFault(name, naming.taken) : null;
    if (wrong) return show({ at: { name: text.nameFaults[wrong] }, other: [] });
    move('busy');
    const problem = await store(name, settingsOf(fields, typed, settings), naming !== undefined);
    if (problem) return problem.status === 412 ? move('changed') : show(blamed(problem, fields));
    showAnew();
    move('saved');
    if (naming) go({ section: 'targets', id: name, add: null });
  };
  const shown = (field: Field) => (
    <Input
      key={field.key}
      field={field}
      id={`${prefix}${field.key}`}
      value={typed[field.key] ?? ''}
      isSet={secrets[field.key] === true}
      fault={faults.at[field.key] ?? null}
      onTyped={(value) => edit(field.key, value)}
    />
  );
  const seldom = fields.filter((field) => field.more);
  const blamedMore = seldom.some((field) => faults.at[field.key]);
  const dirty = fields.some(({ key }) => (typed[key] ?? '') !== (before[key] ?? ''));
  const wrong = Object.keys(faults.at).length;
  return (
    <form
      ref={form}
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (phase !== 'busy') void save();
      }}
    >
      {byHand && <p class="faint">{text.byHand}</p>}
      {naming && (
        <Input
          field={{ key: 'name', kind: 'text', required: true }}
          id={`${prefix}name`}
          value={typed.name ?? ''}
          fault={faults.at.name ?? null}
          onTyped={(value) => edit('name', value)}
        />
      )}
      {fields.filter((field) => !field.more).map(shown)}
      {seldom.length > 0 && (
        <details open={blamedMore || undefined}>
          <summary>{text.more}</summary>
          {seldom.map(shown)}
        </details>
      )}
      <div class="ends" role="status">
        {faults.other.map((one) => (
          <p key={one} class="bad-text">
            {one}
          </p>
        ))}
        {wrong > 0 && <p class="bad-text">{text.faulty(wrong)}</p>}
        {phase === 'saved' && <p class="good">{inForce ? text.saved : text.savedOnly}</p>}
        {phase === 'changed' && (
          <p class="bad-text">
            {text.changed}{' '}
            <button
              type="button"
              class="link-button"
              onClick={() => void open(id).then(showAnew)}
            >
              {text.load}
            </button>
          </p>
        )}
      </div>
      <div class="buttons">
        <Button main busy={phase === 'busy'} onClick={() => void save()}>
          {(naming ? text.create : text.save)[phase === 'busy' ? 'busy' : 'idle']}
        </Button>
        {dirty && !naming && (
          <button
            type="button"
            class="button"
            onClick={() => {
              drafts.delete(id);
              type(before);
              blame(none);
            }}
          >
            {text.reset}
          </button>
        )}
      </div>
    </form>
  );
}

function blamed(problem: Problem, fields: readonly Field[]): Faults {
  if (problem.code === 'exists') return { at: { name: text.nameFaults.taken }, other: [] };
  if (problem.errors.length > 0) return faultsOf(problem.errors, fields);
  return { at: {}, other: [inWords(problem)] };
}

interface NewProps {
  type: string;
  id: string | null;
  status: Status;
}

export function NewTarget({ type, id, status }: NewProps) {
  const taken = status.targets.map((card) => card.id);
  const [name, what] = text.services[type] ?? [type, ''];
  return (
    <section class="target">
      <Back />
      <header class="section-head">
        <h1>{name}</h1>
      </header>
      <p class="faint">{what}</p>
      <Box title={text.settings}>
        <SettingsForm
          id={`new ${type}`}
          fields={services[type]!.fields}
          settings={{ type }}
          secrets={{}}
          naming={{ taken, first: id ?? free(type, taken) }}
        />
      </Box>
    </section>
  );
}

/** A name nobody has: "webhook", "webhook2"… */
function free(type: string, taken: readonly string[]): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? type : `${type}${n}`;
    if (!taken.includes(name)) return name;
  }
}
