import { APP, expect, test } from './rtc';

test('a variable lists the apps', async ({ rtc, variableEditPage, page }) => {
  await variableEditPage.datasource.set(rtc.name);
  await page.getByRole('radio', { name: 'Apps', exact: true }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews([APP]);
});

test('a variable lists the indicators', async ({ rtc, variableEditPage, page }) => {
  await variableEditPage.datasource.set(rtc.name);
  await page.getByRole('radio', { name: 'Indicators', exact: true }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(['Users in calls']);
});
