import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/browser',
  globalSetup: './globalSetup.ts',
  reporter: [['list'], ['./summary.ts']],
  // More than there are cores as a rule: a worker mostly waits, for the plugin that paces its calls or for the page.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  // The API takes 2 calls a second, so an answer may take a few seconds; on a busy machine all takes longer.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 1360, height: 900 },
    locale: 'en-US',
    timezoneId: 'Asia/Shanghai',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    },
  },
});
