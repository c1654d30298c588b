// SPDX-License-Identifier: MIT
// The frame: sections, the link's state, and the sign-in over everything when there is no session.

import { useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { KeyDialog } from './keys';
import { LaterSection } from './later';
import { read, route, type Route, sections, write } from './route';
import { Banner } from './sections/banner';
import { Overview } from './sections/overview';
import { arriving, SignIn } from './sections/sign-in';
import { signOut, token } from './session';
import { link, model, now, stale } from './store';
import { link as linkText, words } from './text';
import type { Status } from './types';
import { truths } from './verdict';

export function App() {
  const signedIn = token.value !== null;
  const { status } = model.value;
  return (
    <>
      {(signedIn || status) && (
        <div class={stale.value ? 'page stale' : 'page'} inert={!signedIn}>
          <a class="skip" href="#content" onClick={skip}>
            {words.skip}
          </a>
          <TopBar />
          <Banner />
          <main id="content" tabIndex={-1}>
            {status ? <Section status={status} at={route.value} /> : <Awaited />}
          </main>
          {status && <Teller />}
        </div>
      )}
      <KeyDialog />
      {!signedIn && !arriving.value && <SignIn over={status !== null} />}
    </>
  );
}

/** The fragment is the route, so the skip link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Section({ status, at }: { status: Status; at: Route }) {
  return at.section === 'overview' ? (
    <Overview status={status} />
  ) : (
    <LaterSection status={status} at={at} />
  );
}

function Awaited() {
  return <p class="empty">{stale.value ? linkText.never(null) : words.connecting}</p>;
}

function TopBar() {
  const { section } = route.value;
  const { phase } = link.value;
  const live = phase === 'live';
  const lost = stale.value || phase === 'off';
  return (
    <header class="top">
      <a class="name" href="#/">
        {words.name}
      </a>
      <nav aria-label={words.sections}>
        {sections.map((name, at) => (
          <a
            key={name}
            href={write(read(`#/${name}`))}
            aria-current={section === name ? 'page' : undefined}
            aria-keyshortcuts={String(at + 1)}
          >
            {words[name]}
          </a>
        ))}
      </nav>
      <span class={`link-state ${live ? 'live' : lost ? 'lost' : ''}`}>
        {live ? words.live : lost ? words.lost : words.connecting}
      </span>
      <button type="button" class="button" onClick={() => void signOut()}>
        {words.signOut}
      </button>
    </header>
  );
}

const tellAfter = 1000;

/** Tells the worst truth to screen readers when it changes, and to the window's title. */
function Teller() {
  const [told, tell] = useState('');
  const { status } = model.value;
  const worst = status ? truths(status, now.value)[0]! : null;
  const said = worst?.said ?? '';
  const kind = `${worst?.code} ${worst?.tone}`;
  useEffect(() => {
    // What passes within a second is not worth a word.
    const timer = setTimeout(() => tell(said), tellAfter);
    return () => clearTimeout(timer);
  }, [kind]);
  useSignalEffect(() => {
    const current = model.value.status;
    const text = current ? truths(current, now.value)[0]!.said.replace(/[\u2068\u2069]/g, '') : '';
    document.title = text ? `${text} · ${words.name}` : words.name;
  });
  return (
    <p class="visually-hidden" role="status">
      {told}
    </p>
  );
}
