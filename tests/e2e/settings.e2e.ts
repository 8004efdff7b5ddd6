import { expect, PLUGIN_ID, SECRET, test } from './rtc';

test('the provisioned data source is healthy', async ({ rtc, gotoDataSourceConfigPage, page }) => {
  const settings = await gotoDataSourceConfigPage(rtc.uid);
  // A provisioned data source is tested and not saved.
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(settings).toHaveAlert('success', { hasText: 'Connected' });
});

test('a data source made by hand is saved and tested', async ({ rtc, createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: PLUGIN_ID });
  await page.getByLabel('Endpoint', { exact: true }).fill(rtc.jsonData.endpoint ?? '');
  await page.getByLabel('Access key ID', { exact: true }).fill(rtc.jsonData.accessKeyId ?? '');
  await page.getByLabel('Secret access key', { exact: true }).fill(SECRET);
  await expect(settings.saveAndTest()).toBeOK();
  await expect(settings).toHaveAlert('success', { hasText: 'Connected' });
});

test('a wrong secret key is told', async ({ rtc, createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: PLUGIN_ID });
  await page.getByLabel('Endpoint', { exact: true }).fill(rtc.jsonData.endpoint ?? '');
  await page.getByLabel('Access key ID', { exact: true }).fill(rtc.jsonData.accessKeyId ?? '');
  await page.getByLabel('Secret access key', { exact: true }).fill('wrong');
  await expect(settings.saveAndTest()).not.toBeOK();
  await expect(settings).toHaveAlert('error', { hasText: 'SignatureDoesNotMatch' });
});
