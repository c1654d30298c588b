// SPDX-License-Identifier: MIT
// Chromium, as the tests of the page run it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { patience } from '../support/programs.mjs';

export * from '../support/programs.mjs';

export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.PLAYSYNC_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const watch = { violations: [], errors: [], addresses: [] };
  /** A fresh profile, watched: what the CSP stops, what throws, what is asked for. */
  const visit = async (options = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 860 },
      ...options,
    });
    await context.exposeFunction('reportViolation', (text) => watch.violations.push(text));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => watch.errors.push(String(error)));
    page.on('dialog', (dialog) => {
      watch.errors.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => watch.addresses.push(request.url()));
    page.on('websocket', (socket) => watch.addresses.push(socket.url()));
    page.setDefaultTimeout(patience);
    return page;
  };
  return { visit, watch, stop: () => browser.close() };
}

const shots = process.env.PLAYSYNC_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

/** All of the page: in a window as long as it, since what is taken of more than a window has no touch. */
export async function shot(page, name) {
  if (!shots) return;
  const window = page.viewportSize();
  const long = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...window, height: Math.max(long, window.height) });
  await page.screenshot({ path: join(shots, `${name}.png`) });
  await page.setViewportSize(window);
}
