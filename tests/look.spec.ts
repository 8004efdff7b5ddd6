import { expect, test } from './fixtures';

test('the editors speak Chinese, and the address keeps it', async ({ workbench, page }) => {
  await workbench.open();
  await expect(workbench.combobox('Indicators')).toBeVisible();
  await workbench.radio('Language', '中文').click();
  await expect(workbench.combobox('指标')).toBeVisible();
  await expect(workbench.card('Variable $app').getByText('变量显示应用名称')).toBeVisible();
  await workbench.combobox('指标').click();
  await expect(page.getByRole('option', { name: /通话人数/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await workbench.openSettings();
  await expect(page.getByText('访问凭证')).toBeVisible();

  await page.reload();
  await expect(workbench.combobox('指标')).toBeVisible();
  await workbench.radio('Language', 'English').click();
  await expect(workbench.combobox('Indicators')).toBeVisible();
});

test('the theme can be light or dark, and the address keeps it', async ({ workbench, page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await workbench.open();
  const dark = await background();
  await workbench.radio('Theme', 'Light').click();
  await expect.poll(background).not.toBe(dark);
  await page.reload();
  await workbench.settle();
  await expect(workbench.radio('Theme', 'Light')).toBeChecked();
  expect(await background()).not.toBe(dark);
});
