import type { Page } from '@playwright/test';

import { expect, test } from './fixtures';
import { APPS, GOOD_SECRET } from './workbench';

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
  await workbench.openSettings();
});

test.afterEach(({ workbench }) => workbench.save({}, { secretAccessKey: GOOD_SECRET, sessionToken: '' }));

const saveAndTest = (page: Page) => page.getByRole('button', { name: 'Save & test' }).click();

async function enterSecret(page: Page, secret: string): Promise<void> {
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByLabel('Secret access key *', { exact: true }).fill(secret);
}

test('good keys are saved and tested', async ({ page }) => {
  await enterSecret(page, GOOD_SECRET);
  await saveAndTest(page);
  await expect(page.getByRole('status')).toContainText(
    `Connected: the account has 5 apps, and data of app ${APPS.class.id} can be read.`
  );
  await expect(page.getByLabel('Secret access key *', { exact: true })).toBeDisabled();
});

test('a wrong secret key is told apart, and the cause given', async ({ page }) => {
  await enterSecret(page, 'wrong');
  await saveAndTest(page);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('check the access key ID and the secret access key');
  await expect(alert).toContainText('SignatureDoesNotMatch');
});

test('an app that the key may not read is told', async ({ page }) => {
  await page.getByRole('textbox', { name: 'Default app ID' }).fill(APPS.forbidden.id);
  await saveAndTest(page);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('grant it the policy RTCReadOnlyAccess');
  await expect(alert).toContainText('AccessDenied.NoPermissionForApp');
});

test('what is required and empty keeps the settings from being saved', async ({ page }) => {
  let saved = 0;
  page.on('request', (request) => (saved += request.method() === 'PUT' ? 1 : 0));
  const accessKeyId = page.getByRole('textbox', { name: 'Access key ID *' });
  const key = await accessKeyId.inputValue();
  await accessKeyId.fill('');
  await saveAndTest(page);
  await expect(page.getByText('This field is required.')).toBeVisible();
  await expect(accessKeyId).toHaveAccessibleDescription(/required/);
  expect(saved).toBe(0);
  await accessKeyId.fill(key);
  await saveAndTest(page);
  await expect(page.getByRole('status')).toContainText('Connected');
  expect(saved).toBe(1);
});

test('a secret is sent once and comes back nowhere', async ({ workbench, page }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.postData()?.includes(GOOD_SECRET)) {
      sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    }
  });
  await enterSecret(page, GOOD_SECRET);
  await saveAndTest(page);
  await expect(page.getByRole('status')).toBeVisible();
  await page.reload();
  await workbench.settle();
  await workbench.openSettings();
  await saveAndTest(page);
  await expect(page.getByRole('status')).toBeVisible();
  expect(sent).toEqual(['PUT /api/datasources/uid/volcengine-rtc']);
  await workbench.expectNoSecrets();
});

test('wrong entries are pointed out before they are saved', async ({ page }) => {
  await page.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('rtc.volcengineapi.com');
  await page.getByRole('textbox', { name: 'Data delay' }).fill('soon');
  await page.getByRole('button', { name: 'Add indicator' }).click();
  for (const text of [
    'Give a URL with scheme and host',
    'Give a duration such as 8h, 90m or 1d.',
    'Every indicator needs a name.',
  ]) {
    await expect(page.getByText(text)).toBeVisible();
  }
});

test('an indicator of the settings is offered in the query editor', async ({ workbench, page }) => {
  await page.getByRole('button', { name: 'Add indicator' }).click();
  await page.getByRole('textbox', { name: 'Name of indicator 1' }).fill('room_total');
  await page.getByRole('textbox', { name: 'Label of indicator 1' }).fill('Rooms');
  await saveAndTest(page);
  await expect(page.getByRole('status')).toBeVisible();
  await page.getByRole('tab', { name: 'Panel' }).click();
  await workbench.combobox('Indicators').click();
  await expect(page.getByRole('option', { name: /Rooms/ })).toContainText('room_total');
});

test('without apps to list, ids can be typed, and the list be tried again', async ({ workbench, page }) => {
  await workbench.save({}, { secretAccessKey: 'wrong' });
  await page.reload();
  await workbench.settle();
  const editor = workbench.card('Query A');
  await expect(editor.getByText('The apps cannot be listed, but IDs can be typed.')).toContainText('RequestId');
  const typed = await workbench.queryAfter(async () => {
    await workbench.combobox('Apps').fill(APPS.voice.id);
    await page.getByRole('option').first().click();
    await page.keyboard.press('Escape');
  });
  expect(typed.appIds).toEqual([APPS.voice.id]);

  await workbench.save({}, { secretAccessKey: GOOD_SECRET });
  await editor.getByRole('button', { name: 'Try again' }).click();
  await expect(editor.getByText('The apps cannot be listed')).toBeHidden();
  await expect(editor.getByText(APPS.voice.name)).toBeVisible();
});
