// SPDX-License-Identifier: MIT
// The account of a target: let us in by a code, a token or a password; a code is waited for here.

import { useState } from 'preact/hooks';
import { isBusy } from '../actions';
import { countdown } from '../format';
import { ActionButton, Button, Foreign, Outcome } from '../parts/bits';
import { Box } from '../parts/box';
import type { Way } from '../services';
import { now } from '../store';
import { cancelLogIn, logIn, loginKey, logOut } from '../targets';
import { targets as text } from '../text/targets';
import type { Card, Login } from '../types';

interface Props {
  card: Card;
  login: Login;
  ways: readonly Way[];
}

export function Account({ card, login, ways }: Props) {
  const { id } = card;
  const out = logOut(id);
  return (
    <Box title={text.login}>
      <div class="account" data-login={login.state}>
        {login.state === 'waiting' ? (
          <Code id={id} login={login} />
        ) : login.state === 'in' ? (
          <>
            <p>{text.loggedIn(login.user ?? null)}</p>
            <div class="buttons">
              <ActionButton action={out} label={text.logOut} />
            </div>
          </>
        ) : (
          <>
            <p role="status">
              {login.state === 'out' && !login.ended
                ? text.loggedOut
                : text.loginEnd(login.ended ?? login.state, login.detail ?? null)}
            </p>
            {ways.map((way, at) => (
              <WayIn key={way} id={id} way={way} main={at === 0} />
            ))}
          </>
        )}
        <Outcome keys={[loginKey(id), out.key]} />
      </div>
    </Box>
  );
}

/** The code is what matters: large, to be read from across the room. */
function Code({ id, login }: { id: string; login: Login }) {
  const [copied, tell] = useState(false);
  const left = countdown(login.expires, now.value);
  const code = login.user_code ?? '';
  const copy = () =>
    void navigator.clipboard.writeText(code).then(
      () => tell(true),
      () => tell(false),
    );
  return (
    <div class="code-box" role="status">
      {login.verify_url && (
        <>
          <p>{text.codeLead(code !== '')}</p>
          <p>
            <Address text={login.verify_url} />
          </p>
        </>
      )}
      {code !== '' && (
        <p class="code">
          <code>
            <Foreign text={code} />
          </code>
          <button type="button" class="button" onClick={copy}>
            {copied ? text.copied : text.copy}
          </button>
        </p>
      )}
      <p class="faint" aria-live="off">
        {left === null ? text.codeOver : `${text.codeLeft(left)} ${text.waiting}`}
      </p>
      <div class="buttons">
        <Button busy={isBusy(loginKey(id))} onClick={() => void cancelLogIn(id)}>
          {text.cancel}
        </Button>
      </div>
    </div>
  );
}

/** A link only where it leads to a web page: the service chose it. */
function Address({ text: address }: { text: string }) {
  if (!/^https?:\/\//i.test(address)) return <Foreign text={address} />;
  return (
    <a class="link" href={address} target="_blank" rel="noopener noreferrer">
      <Foreign text={address} />
    </a>
  );
}

function WayIn({ id, way, main }: { id: string; way: Way; main: boolean }) {
  const busy = isBusy(loginKey(id));
  if (way === 'code')
    return (
      <div class="buttons">
        <Button main={main} busy={busy} onClick={() => void logIn(id, {})}>
          {text.logInByCode[busy ? 'busy' : 'idle']}
        </Button>
      </div>
    );
  const names = way === 'token' ? (['token'] as const) : (['user', 'password'] as const);
  const enter = (form: HTMLFormElement) => {
    const given = Object.fromEntries(
      names.map((name) => [name, (form.elements.namedItem(name) as HTMLInputElement).value]),
    );
    if (names.every((name) => given[name] !== '' || name === 'password')) void logIn(id, given);
  };
  return (
    <form
      class="way"
      onSubmit={(event) => {
        event.preventDefault();
        enter(event.currentTarget);
      }}
    >
      {names.map((name) => (
        <label key={name}>
          <span>{text[name]}</span>
          <input
            class="typed"
            name={name}
            type={name === 'user' ? 'text' : 'password'}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
          />
        </label>
      ))}
      <button type="submit" class={main ? 'button main' : 'button'} aria-busy={busy}>
        {text.logIn[busy ? 'busy' : 'idle']}
      </button>
    </form>
  );
}
