// SPDX-License-Identifier: MIT
// What can be asked of one target, and of all.

import type { Action } from './actions';
import { read as readRecent } from './recent';
import type { Model } from './state';
import { actions } from './text';
import type { Card } from './types';

function cardOf(model: Model, id: string): Card | undefined {
  return model.status?.targets.find((card) => card.id === id);
}

/** It is told to pause; a batch on its way may still end. */
function isHeld(card: Card | undefined): boolean {
  return card !== undefined && (card.paused_by != null || card.state === 'paused');
}

interface Retried {
  matched: number;
  done: number;
}

const retried = ({ done }: Retried): string => {
  void readRecent();
  return actions.retried(done);
};

export function cardActions(id: string) {
  const at = `targets/${encodeURIComponent(id)}`;
  const key = `target ${id}`;
  const pause: Action<Card> = {
    key: `${key} pause`,
    path: `${at}/pause`,
    shows: (model) => isHeld(cardOf(model, id)),
  };
  const resume: Action<Card> = {
    key: `${key} resume`,
    path: `${at}/resume`,
    shows: (model) => !isHeld(cardOf(model, id)),
  };
  const sync: Action<Card> = { key: `${key} sync`, path: `${at}/sync` };
  const retry: Action<Retried> = {
    key: `${key} retry`,
    path: 'retry',
    body: { filter: { target: id, state: 'failed' } },
    then: retried,
  };
  return { pause, resume, sync, retry };
}

const pauseAll: Action<unknown> = {
  key: 'all pause',
  path: 'pause',
  shows: (model) => model.status?.paused != null,
};
const resumeAll: Action<unknown> = {
  key: 'all resume',
  path: 'resume',
  shows: (model) => model.status?.paused == null,
};
const syncAll: Action<unknown> = { key: 'all sync', path: 'sync' };
const retryAll: Action<Retried> = {
  key: 'all retry',
  path: 'retry',
  body: { filter: { state: 'failed' } },
  then: retried,
};

export const allActions = { pause: pauseAll, resume: resumeAll, sync: syncAll, retry: retryAll };
