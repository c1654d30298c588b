// SPDX-License-Identifier: MIT
// The words of the history.

export const history = {
  title: 'History',
  today: 'Today',
  yesterday: 'Yesterday',
  empty: 'Nothing settled yet. What a target has taken, or refused, is kept here by day.',
};
