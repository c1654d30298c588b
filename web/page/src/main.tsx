// SPDX-License-Identifier: MIT
import { render } from 'preact';
import { App } from './app';
import { askAside } from './aside';
import { followKeys } from './keys';
import { fetchSections } from './later';
import { keepRecent } from './recent';
import { follow } from './route';
import { arrive } from './sections/sign-in';
import { link, run } from './store';
import './style/base.css';
import './style/parts.css';
import './style/sign-in.css';
import './style/keys.css';
import './style/overview.css';
import './style/card.css';
import './style/touch.css';

// Before anything else, and again when such an address is pasted into this tab: it must not stay.
void arrive();
addEventListener('hashchange', () => void arrive());
follow();
keepRecent();
followKeys();
askAside();
run();
const app = document.getElementById('app')!;
app.replaceChildren(); // the frame that was painted meanwhile
render(<App />, app);
const stop = link.subscribe(({ phase }) => {
  if (phase !== 'live') return;
  setTimeout(() => stop());
  void fetchSections();
});
