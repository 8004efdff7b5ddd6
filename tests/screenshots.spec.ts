import { resolve } from 'node:path';

import { test } from './fixtures';
import { FOLDER } from './screenshots';
import { APPS } from './workbench';

test('screenshots for the README and the catalogue', async ({ workbench, page }) => {
  const shoot = async (title: string, name: string) => {
    await page.mouse.move(0, 0);
    await workbench.card(title).screenshot({ path: resolve(FOLDER, `${name}.png`), animations: 'disabled' });
  };
  await workbench.open();
  await workbench.queryAfter(() => workbench.choose('Apps', new RegExp(APPS.class.id)));
  await workbench.queryAfter(() => workbench.choose('Apps', new RegExp(APPS.voice.id)));
  await shoot('Panel', 'chart');

  await workbench.queryAfter(() => workbench.chooseQueryType('Quality'));
  await workbench.queryAfter(() => workbench.choose('Indicators', /Stall rate/));
  await page.getByRole('button', { name: /^Filters/ }).click();
  await workbench.queryAfter(() => workbench.choose('Operating systems', 'iOS'));
  await shoot('Query A', 'query-editor');

  await workbench.openSettings();
  await page.setViewportSize({ width: 800, height: 900 });
  await page.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('');
  await page.getByRole('textbox', { name: 'Endpoint', exact: true }).blur();
  await shoot('Volcengine RTC', 'config-editor');
});
