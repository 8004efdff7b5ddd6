import { expect, test } from './fixtures';

const stored = (query: object) => `?query=${encodeURIComponent(JSON.stringify(query))}`;

const QUALITY = { refId: 'A', queryType: 'quality', indicators: ['join_room_success_rate'], appIds: [] };

test('an ad-hoc filter narrows a panel of quality, with one value and with several', async ({ workbench, page }) => {
  await workbench.open(stored(QUALITY));
  await page.getByRole('combobox', { name: 'Ad-hoc filter' }).click();
  await expect(page.getByRole('option')).toHaveText([
    'Operating systems',
    'Network types',
    'Product type',
    'Platform',
    'Room ID',
  ]);
  await page.getByRole('option', { name: 'Operating systems' }).click();

  const one = await workbench.queryAfter(() => workbench.choose('Ad-hoc values', 'iOS'));
  expect(one).toMatchObject({ adHocFilters: [{ key: 'os', operator: '=', values: ['iOS'] }] });
  expect(one).not.toHaveProperty('os');
  await expect(workbench.answer.getByText(/· iOS$/).first()).toBeVisible();

  const two = await workbench.queryAfter(() => workbench.choose('Ad-hoc values', 'mac'));
  expect(two).toMatchObject({ adHocFilters: [{ key: 'os', operator: '=|', values: ['iOS', 'mac'] }] });
  await expect(workbench.answer.getByText(/iOS, ?mac$/).first()).toBeVisible();
});

test("a panel's own filter wins, and a query type without the filter says that it is not narrowed", async ({
  workbench,
  page,
}) => {
  await workbench.open(stored({ ...QUALITY, os: ['windows'] }));
  await page.getByRole('combobox', { name: 'Ad-hoc filter' }).click();
  await page.getByRole('option', { name: 'Operating systems' }).click();
  await workbench.queryAfter(() => workbench.choose('Ad-hoc values', 'iOS'));
  await expect(workbench.answer.getByText(/· windows$/).first()).toBeVisible();

  await workbench.queryAfter(() => workbench.chooseQueryType('Operation data'));
  await expect(workbench.answer.locator('canvas')).toBeVisible();
  await expect(workbench.card('Panel').getByRole('alert')).toContainText('os');
});
