// SPDX-License-Identifier: MIT
// Other ids for an item that a service did not know, or took for another.

import { useState } from 'preact/hooks';
import { isBusy } from '../actions';
import { rematch } from '../detail';
import { Button } from '../parts/bits';
import { keyOf } from '../queue';
import { panel } from '../text/queue';
import type { Change } from '../types';

const text = panel.match;
const known = ['imdb', 'tmdb', 'tvdb', 'mbid', 'show.imdb', 'show.tmdb', 'show.tvdb'];

interface Props {
  change: Change;
  etag: string | null;
  close: () => void;
}

export function Match({ change, etag, close }: Props) {
  const [pairs, set] = useState(() => {
    const ids = Object.entries(change.item.ids ?? {});
    return ids.length > 0 ? ids : ([['imdb', '']] as [string, string][]);
  });
  const [empty, tellEmpty] = useState(false);
  const edit = (at: number, pair: [string, string] | null) =>
    set(pairs.flatMap((old, n) => (n !== at ? [old] : pair ? [pair] : [])));
  const save = () => {
    const ids = Object.fromEntries(
      pairs.flatMap(([scheme, value]) => (value.trim() ? [[scheme, value.trim()]] : [])),
    );
    tellEmpty(Object.keys(ids).length === 0);
    if (Object.keys(ids).length > 0) void rematch(change, ids, etag);
  };
  const free = known.find((scheme) => !pairs.some(([used]) => used === scheme));
  return (
    <form
      class="match wide"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p class="faint">{text.lead}</p>
      {pairs.map(([scheme, value], at) => (
        <div class="pair" key={at}>
          <select
            class="choice"
            aria-label={text.scheme}
            value={scheme}
            onChange={(event) => edit(at, [event.currentTarget.value, value])}
          >
            {[...new Set([scheme, ...known])].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
          <input
            class="typed"
            aria-label={text.value}
            value={value}
            maxLength={200}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => edit(at, [scheme, event.currentTarget.value])}
          />
          <button
            type="button"
            class="quiet-button"
            aria-label={text.remove(scheme)}
            onClick={() => edit(at, null)}
          >
            ×
          </button>
        </div>
      ))}
      {empty && (
        <p class="bad-text" role="alert">
          {text.none}
        </p>
      )}
      <div class="buttons">
        <Button main busy={isBusy(keyOf(change.id))} onClick={save}>
          {text.save}
        </Button>
        {free !== undefined && (
          <button type="button" class="button" onClick={() => set([...pairs, [free, '']])}>
            {text.add}
          </button>
        )}
        <button type="button" class="button" onClick={close}>
          {text.cancel}
        </button>
      </div>
    </form>
  );
}
