// SPDX-License-Identifier: MIT
// Bars of what was synced and failed: plain shapes, so that the page's own colours hold.

import { dayName, dayShort } from '../format';
import type { Bars } from '../history';
import { count } from '../plain';
import { scaleOf, topOf } from '../scale';
import { history as text } from '../text/history';

const width = 1000;
const height = 160;

export function Chart({ bars, label }: { bars: Bars | null; label: string }) {
  if (!bars) return <div class="chart" />;
  const { starts, synced, failed } = bars;
  const top = topOf(synced.map((n, at) => n + failed[at]!));
  const step = width / starts.length;
  const tall = (n: number) => (n * height) / top;
  return (
    <figure class="chart" role="img" aria-label={label}>
      <div class="scale" aria-hidden="true">
        {scaleOf(top).map((n) => (
          <span key={n} style={{ bottom: `${(100 * n) / top}%` }}>
            {count(n)}
          </span>
        ))}
      </div>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {starts.map((start, at) => {
          const good = tall(synced[at]!);
          const bad = tall(failed[at]!);
          const x = at * step + step * 0.14;
          return (
            <g key={start}>
              <title>{text.bar(name(bars, start, dayName), synced[at]!, failed[at]!)}</title>
              <rect class="space" x={at * step} y={0} width={step} height={height} />
              <rect class="synced" x={x} y={height - good} width={step * 0.72} height={good} />
              <rect class="failed" x={x} y={height - good - bad} width={step * 0.72} height={bad} />
            </g>
          );
        })}
      </svg>
      <div class="ends" aria-hidden="true">
        {[starts[0]!, starts[starts.length >> 1]!, starts.at(-1)!].map((start) => (
          <span key={start}>{name(bars, start, dayShort)}</span>
        ))}
      </div>
    </figure>
  );
}

const hour = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function name({ span }: Bars, start: number, day: (ms: number) => string): string {
  return span === 'days' ? day(start) : hour.format(start);
}
