import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/browser',
  globalSetup: './globalSetup.ts',
  reporter: [['list'], ['./summary.ts']],
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  // The API takes 2 calls a second, so an answer may take a few seconds.
  expect: { timeout: 15_000 },
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
