import type { Page } from '@playwright/test';

import { expect, test } from './rtc';

/** Clicks on the first cell of a column of the table that a panel shows, and on the link that it offers. */
async function follow(page: Page, panel: string, link: RegExp): Promise<void> {
  const cell = page.getByTestId(`data-testid Panel header ${panel}`).getByRole('link').first();
  await cell.click();
  const offered = page.getByRole('menuitem', { name: link });
  // One link opens at once; of several, Grafana shows a menu.
  if (await offered.isVisible()) {
    await offered.click();
  }
}

test('three clicks lead from RTC live to a user', async ({ gotoDashboardPage, page }) => {
  const live = await gotoDashboardPage({ uid: 'rtc-live' });
  await live.waitForPanelsQueriesToComplete({ timeout: 60_000, scrollAll: true });

  await page.getByTestId('data-testid Panel header Users online').locator('canvas').first().click();
  await page
    .getByRole('link', { name: /Rooms of this app at this moment/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/d\/rtc-rooms.*from=\d+.*to=\d+/);

  await follow(page, 'Rooms', /Users of this room/);
  await expect(page).toHaveURL(/\/d\/rtc-call.*var-room=/);

  await follow(page, 'Users', /Call detail of this user/);
  await expect(page).toHaveURL(/\/d\/rtc-call.*var-user=/);
  await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
});
