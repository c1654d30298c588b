// SPDX-License-Identifier: MIT
// The end of the log: it follows what comes, until the reader holds it still or scrolls up.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { absolute, instant, stamp } from '../format';
import { type Level, levels } from '../lines';
import { followLog, held, hold, level, problem, read, shown, unseen } from '../log';
import { Part } from '../parts/box';
import { Choice } from '../parts/filters';
import { clean } from '../plain';
import { now } from '../store';
import { system as text } from '../text/system';
import type { LogLine } from '../types';

export function Log() {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => followLog(), []);
  useLayoutEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown.value]);
  const look = () => {
    const { scrollTop, clientHeight, scrollHeight } = box.current!;
    atEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
  };
  return (
    <Part
      title={text.log}
      class="wide"
      tools={
        <span class="buttons">
          <Choice
            label={text.level}
            value={level.value}
            options={levels.map((one) => [one, text.levels[one]])}
            onChoice={(next) => {
              level.value = next as Level;
              void read();
            }}
          />
          <button type="button" class="button" aria-pressed={held.value} onClick={() => hold(!held.value)}>
            {held.value ? text.follow(unseen.value) : text.hold}
          </button>
        </span>
      }
    >
      {problem.value !== null && <p class="bad-text">{problem.value}</p>}
      <div class="log" ref={box} tabIndex={0} role="log" aria-live="off" aria-label={text.log} onScroll={look}>
        {shown.value.length === 0 && problem.value === null && <p class="faint">{text.logEmpty}</p>}
        {shown.value.map((line) => (
          <Line key={line.n} line={line} />
        ))}
      </div>
    </Part>
  );
}

function Line({ line }: { line: LogLine }) {
  const at = instant(line.at);
  return (
    <p class={line.level}>
      <time title={at === null ? undefined : absolute(at)}>{at === null ? '' : stamp(at, now.peek())}</time>{' '}
      <b>{text.levelWords[line.level] ?? line.level}</b> <bdi>{clean(line.line, 1100)}</bdi>
    </p>
  );
}
