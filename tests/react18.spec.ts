import { expect, test } from './fixtures';

test('the same bundle works on React 18 and the oldest Grafana that is checked', async ({ workbench, page }) => {
  await workbench.open('', '/react18/');
  await expect(workbench.answer.locator('canvas')).toBeVisible();

  const more = await workbench.queryAfter(() => workbench.choose('Indicators', /avg_call_time/));
  expect(more.indicators).toEqual(['user_count', 'avg_call_time']);
  const days = await workbench.queryAfter(() => workbench.radio('Granularity', 'Day').click());
  expect(days.granularity).toBe('1d');
  await expect(workbench.answer.getByText('avg_call_time')).toBeVisible();

  await workbench.openSettings();
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByRole('status')).toContainText('Connected');
});
