// SPDX-License-Identifier: MIT
// The page is one document, its script, its style and its icon: nothing inline, nothing from afar.
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // The tests read the contract beside the page, and the samples of the settings.
  server: { fs: { allow: ['../..'] } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
