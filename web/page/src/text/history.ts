// SPDX-License-Identifier: MIT
// The words of the history.

import { clean, count } from '../plain';
import { apart, many } from './say';

export const history = {
  title: 'History',
  view: 'What is listed',
  views: { sent: 'Sent', watches: 'Watches' },
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

const seen = (n: number) => many(n, 'watch', 'watches');

export const watches = {
  list: 'Watches',
  tools: 'What to do with them',
  unsentOnly: 'Not sent only',
  how: {
    position: 'Played nearly to the end',
    heard: 'Enough of it was played',
    mark: 'Marked as watched',
    ended: 'Played until it ended',
  } as Record<string, string>,
  told: (n: number) => (n === 0 ? 'kept, not sent' : `for ${many(n, 'target', 'targets')}`),
  takenBack: 'marked as not watched since',
  span: (from: string, to: string) => `${from} – ${to}`,
  shown: (n: number) => `${seen(n)} shown`,
  forget: 'Forget',
  forgetOf: (title: string) => `Forget ${clean(title)}`,
  sure: (user: string, targets: number) =>
    `Forget that ${apart(user)} watched this? It cannot be brought back.${targets === 0 ? '' : ' Targets that were told keep it.'}`,
  forgetAll: 'Forget all…',
  would: (n: number) =>
    n === 1
      ? 'Forget this watch? It cannot be brought back. Targets that were told keep it.'
      : `Forget these ${count(n)} watches? They cannot be brought back. Targets that were told keep them.`,
  yes: (n: number) => `Forget ${seen(n)}`,
  forgotten: (n: number) => `${seen(n)} forgotten.`,
  empty: 'Nothing watched yet. Each film, episode and track is kept here once somebody has watched it.',
  allSent: 'Nothing is left: each watch was told to a target.',
};
