import type { Page } from '@playwright/test';

import { expect, PLUGIN_ID, type Provisioned, SECRET, test } from './rtc';

/** The label of a required field ends in an asterisk, as Grafana writes it. */
async function fillKeys(page: Page, rtc: Provisioned, secret: string): Promise<void> {
  await page.getByLabel(/^Access key ID\b/).fill(rtc.jsonData.accessKeyId ?? '');
  await page.getByLabel(/^Secret access key\b/).fill(secret);
}

test('the provisioned data source is healthy', async ({ rtc, gotoDataSourceConfigPage, page }) => {
  const settings = await gotoDataSourceConfigPage(rtc.uid);
  // A provisioned data source is tested and not saved.
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(settings).toHaveAlert('success', { hasText: 'Connected' });
});

test('a data source made by hand is saved and tested', async ({ rtc, createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: PLUGIN_ID });
  await page.getByLabel('Endpoint', { exact: true }).fill(rtc.jsonData.endpoint ?? '');
  await fillKeys(page, rtc, SECRET);
  await expect(settings.saveAndTest()).toBeOK();
  await expect(settings).toHaveAlert('success', { hasText: 'Connected' });
});

test('a wrong secret key is told', async ({ rtc, createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: PLUGIN_ID });
  await page.getByLabel('Endpoint', { exact: true }).fill(rtc.jsonData.endpoint ?? '');
  await fillKeys(page, rtc, 'wrong');
  await expect(settings.saveAndTest()).not.toBeOK();
  await expect(settings).toHaveAlert('error', { hasText: 'SignatureDoesNotMatch' });
});

test('settings of replicas are kept, and a Redis that is not there is told', async ({
  rtc,
  createDataSourceConfigPage,
  page,
}) => {
  const settings = await createDataSourceConfigPage({ type: PLUGIN_ID });
  await page.getByLabel('Endpoint', { exact: true }).fill(rtc.jsonData.endpoint ?? '');
  await fillKeys(page, rtc, SECRET);
  await page.getByLabel('Redis URL', { exact: true }).fill('redis://127.0.0.1:1');
  await page.getByLabel('History', { exact: true }).fill('90d');
  await expect(settings.saveAndTest()).toBeOK();
  await expect(page.getByLabel('Redis URL', { exact: true })).toHaveValue('redis://127.0.0.1:1');
  await expect(page.getByLabel('History', { exact: true })).toHaveValue('90d');
  await expect(
    page
      .getByText(/Redis/)
      .filter({ hasText: /does not answer|not reached|unavailable|alone/i })
      .first()
  ).toBeVisible();
});
