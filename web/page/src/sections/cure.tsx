// SPDX-License-Identifier: MIT
// The one button a row has: what its `why` asks for.

import { isBusy } from '../actions';
import { actOnIds } from '../bulk';
import { allActions, cardActions } from '../commands';
import { ActionButton, Button } from '../parts/bits';
import { actOn, keyOf } from '../queue';
import { note, route, targetAt, write } from '../route';
import { model } from '../store';
import { actions, changeCures } from '../text';
import type { Change } from '../types';

export function CureButton({ change }: { change: Change }) {
  const { target } = change;
  const { cures } = actions;
  switch (changeCures[change.why.code] ?? null) {
    case 'retry':
      return <Retry change={change} />;
    case 'send':
      return <ActionButton action={cardActions(target).sync} label={cures.send} of={target} />;
    case 'resume': {
      const card = model.value.status?.targets.find(({ id }) => id === target);
      return card?.paused_by != null ? (
        <ActionButton action={cardActions(target).resume} label={actions.resume} of={target} />
      ) : (
        <ActionButton action={allActions.resume} label={actions.resumeAll} />
      );
    }
    case 'log_in':
      return <Link to={targetAt(target)} label={cures.log_in} of={target} />;
    case 'settings':
      return <Link to={targetAt(target)} label={cures.settings} of={target} />;
    case 'add':
      return (
        <Link
          to={write({ section: 'targets', id: target, add: '' })}
          label={cures.add}
          of={target}
        />
      );
    case 'match':
      return <Opener change={change} />;
    case 'discard':
      return <Button onClick={() => void actOnIds('discard', [change.id])}>{cures.discard}</Button>;
    case null:
      return null;
  }
}

export function Retry({ change }: { change: Change }) {
  const busy = isBusy(keyOf(change.id));
  const { retryOne } = actions;
  return (
    <Button busy={busy} onClick={() => void actOn(change, 'retry')}>
      {busy ? retryOne.busy : retryOne.idle}
    </Button>
  );
}

function Opener({ change }: { change: Change }) {
  return (
    <Button
      onClick={() => {
        const here = route.value;
        if (here.section === 'queue') note({ ...here, open: change.id });
      }}
    >
      {actions.cures.match}
    </Button>
  );
}

function Link({ to, label, of }: { to: string; label: string; of: string }) {
  return (
    <a class="button" href={to} aria-label={actions.of(label, of)}>
      {label}
    </a>
  );
}
