import { resolve } from 'node:path';

import { expect, test } from './fixtures';
import { FOLDER } from './screenshots';
import { APPS } from './workbench';

const { class: onlineClass, voice, conference, telehealth } = APPS;

test('RTC now shows the apps of the account', async ({ workbench, page }) => {
  await page.setViewportSize({ width: 1400, height: 1100 });
  const apps = [onlineClass, voice, conference, telehealth];
  await workbench.openDrawnDashboard('rtc-now', apps);
  const panel = (title: string) => page.getByRole('group', { name: title, exact: true });
  await expect(page.getByRole('group')).toHaveCount(11);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);

  await expect(panel('Apps shown')).toContainText(String(apps.length));
  for (const { name } of apps) {
    await expect(panel('Apps, lowest join success rate first').getByRole('row', { name })).toContainText('%');
  }
  await expect(panel('Users online, all apps')).toContainText(/\d/);
  await expect(panel('Lowest join success rate')).toContainText('%');

  const top = await panel('Users online, all apps').boundingBox();
  const bottom = await panel('First frame decoded by app').boundingBox();
  if (!top || !bottom) {
    throw new Error('The panels have no place.');
  }
  const clip = { x: 0, y: 0, width: 1400, height: bottom.y + bottom.height + 4 };
  await page.mouse.move(0, 0);
  await page.screenshot({ path: resolve(FOLDER, 'rtc-now.png'), clip, animations: 'disabled' });
});
