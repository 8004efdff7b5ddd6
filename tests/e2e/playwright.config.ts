import { dirname, resolve } from 'node:path';

import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';

/** Signs in and leaves the session in playwright/.auth, from where the specs take it. */
const authentication = resolve(dirname(require.resolve('@grafana/plugin-e2e')), 'auth');

/** Specs for a real Grafana, such as docker-compose.yml starts: `GRAFANA_URL=http://localhost:3000 npm run e2e`. */
export default defineConfig<PluginOptions>({
  // Named apart from the *.spec.ts of the browser tests, which need no Grafana.
  testMatch: '*.e2e.ts',
  outputDir: '../../test-results/e2e',
  reporter: process.env.CI
    ? [['list'], ['html', { outputFolder: '../../test-results/e2e-report', open: 'never' }]]
    : 'list',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 90_000,
  // The API takes 2 calls a second, so an answer may take a few seconds.
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env.GRAFANA_URL ?? 'http://localhost:3000',
    // Tall, so that Grafana draws all panels of a dashboard and not only those above the fold.
    viewport: { width: 1600, height: 3200 },
    locale: 'en-US',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH },
  },
  projects: [
    { name: 'sign in', testDir: authentication, testMatch: /\.js$/ },
    { name: 'plugin', testDir: '.', dependencies: ['sign in'], use: { storageState: 'playwright/.auth/admin.json' } },
  ],
});
