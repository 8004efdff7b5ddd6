import { expect, type Page, test as base } from '@playwright/test';

import { type Server, startServer } from './server';
import { Workbench } from './workbench';

export const test = base.extend<{ workbench: Workbench }, { server: Server; tab: Page }>({
  // Loading the page again in the same tab takes a third of the time, as Chromium has compiled its 4 MB of JavaScript.
  tab: [
    async ({ browser }, use, { project }) => {
      const { viewport, locale, timezoneId } = project.use;
      const tab = await browser.newPage({ viewport, locale, timezoneId });
      await use(tab);
      await tab.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ tab }, use, { project }) => {
    await use(tab);
    await leave(tab);
    await tab.setViewportSize(project.use.viewport!);
  },
  // Each worker has its own simulated API, plugin process and workbench.
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  workbench: async ({ page, server }, use) => {
    await withChecks(new Workbench(page, server), use);
  },
});

/** On a simulated API, a plugin and a tab of its own, which know nothing yet. */
export const coldTest = base.extend<{ workbench: Workbench; other: Workbench }>({
  workbench: async ({ page }, use) => {
    const server = await startServer();
    await withChecks(new Workbench(page, server), use);
    await server.stop();
  },
  /** Another one, to compare with. Its page is not opened. */
  other: async ({ page }, use) => {
    const server = await startServer();
    await use(new Workbench(page, server));
    await server.stop();
  },
});

/** Leaves nothing of a test in the tab. */
async function leave(tab: Page): Promise<void> {
  for (const event of ['console', 'pageerror', 'request', 'response'] as const) {
    tab.removeAllListeners(event);
  }
  await tab.unrouteAll({ behavior: 'ignoreErrors' });
  await tab.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await tab.context().clearCookies();
  await tab.mouse.move(0, 0);
  await tab.goto('about:blank');
}

async function withChecks(workbench: Workbench, use: (workbench: Workbench) => Promise<void>): Promise<void> {
  await use(workbench);
  await workbench.expectNoSecrets();
  expect(workbench.complaints, 'errors in the console').toEqual([]);
}

export { expect };
