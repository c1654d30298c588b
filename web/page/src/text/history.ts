// SPDX-License-Identifier: MIT
// The words of the history.

import { count } from '../plain';
import { many } from './say';

export const history = {
  title: 'History',
  spans: { hours: '24 hours', days: '30 days' },
  span: 'Time shown',
  synced: 'synced',
  failed: 'failed',
  chart: (synced: number, failed: number, span: string) =>
    `${many(synced, 'change', 'changes')} synced and ${count(failed)} failed in ${span}`,
  bar: (when: string, synced: number, failed: number) =>
    `${when}: ${count(synced)} synced${failed ? `, ${count(failed)} failed` : ''}`,
  today: 'Today',
  yesterday: 'Yesterday',
  empty: 'Nothing settled yet. What a target has taken, or refused, is kept here by day.',
};
