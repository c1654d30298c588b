// SPDX-License-Identifier: MIT
// What belongs together on a section, under a title.

import type { ComponentChildren } from 'preact';

export function Box({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="box">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The same, with tools beside the title. */
export function Part({
  title,
  class: name,
  tools,
  children,
}: {
  title: string;
  class?: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class={`box ${name ?? ''}`}>
      <header>
        <h2>{title}</h2>
        {tools}
      </header>
      {children}
    </section>
  );
}
