// SPDX-License-Identifier: MIT
import { render } from 'preact';
import { App } from './app';
import { askAside } from './aside';
import { keepRecent } from './recent';
import { follow } from './route';
import { arrive } from './sections/sign-in';
import { run } from './store';
import './style/base.css';
import './style/parts.css';
import './style/overview.css';
import './style/card.css';
import './style/queue.css';

// Before anything else, and again when such an address is pasted into this tab: it must not stay.
void arrive();
addEventListener('hashchange', () => void arrive());
follow();
keepRecent();
askAside();
run();
render(<App />, document.getElementById('app')!);
