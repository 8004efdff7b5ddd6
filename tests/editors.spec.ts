import type { Locator, Page } from '@playwright/test';

import { expect, test } from './fixtures';
import { APPS } from './workbench';

const stored = (query: object) => `?query=${encodeURIComponent(JSON.stringify(query))}`;

/** The icon that turns while something loads. @grafana/ui does not ship it. */
async function shipSpinner(page: Page): Promise<Locator> {
  const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/></svg>';
  await page.route('**/spinner.svg', (route) => route.fulfill({ contentType: 'image/svg+xml', body: icon }));
  return page.getByRole('region', { name: 'Query A' }).getByTestId('icon-spinner');
}

/** Clicks on several options as fast as the list shows what is chosen, whatever is still being asked for. */
const clickQuickly = (page: Page, labels: string[]) =>
  page.evaluate(async (wanted) => {
    // A list that is drawn anew has other elements.
    const option = (label: string) =>
      [...document.querySelectorAll<HTMLElement>('[role=option]')].find(({ textContent }) =>
        textContent?.includes(label)
      );
    for (const label of wanted) {
      option(label)?.click();
      while (!option(label)?.querySelector<HTMLInputElement>('input')?.checked) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }, labels);

for (const path of ['/', '/react18/']) {
  test.describe(`on ${path}`, () => {
    test('a stored query that is none of the editor is shown and answered', async ({ workbench, page }) => {
      await workbench.open(stored({ refId: 'A', appIds: APPS.class.id, granularity: null }), path);
      await expect(workbench.answer.locator('canvas')).toBeVisible();
      await expect(workbench.card('Query A').getByText(APPS.class.name)).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });

    test('an unknown query type is said in the editor and in the panel', async ({ workbench }) => {
      await workbench.open(stored({ refId: 'A', queryType: 'constructor' }), path);
      await expect(workbench.card('Query A').getByText('There is no such query type.')).toBeVisible();
      await expect(workbench.card('Panel').getByRole('alert')).toContainText('Query type "constructor" is not known');
    });

    test('what does not go with the query type is shown, and removed by a click', async ({ workbench }) => {
      await workbench.open(stored({ refId: 'A', os: ['iOS'] }), path);
      await expect(workbench.card('Panel').getByRole('alert')).toContainText('has no filter OS; remove it');
      const editor = workbench.card('Query A');
      await expect(editor.getByText('Operating systems: iOS does not go with')).toBeVisible();
      const sent = await workbench.queryAfter(() =>
        editor.getByRole('button', { name: 'Remove', exact: true }).click()
      );
      expect(sent).not.toHaveProperty('os');
      await expect(workbench.answer.locator('canvas')).toBeVisible();
    });

    test('too many apps, and users without a room, are an error of the panel', async ({ workbench }) => {
      const appIds = Array.from({ length: 101 }, (_, index) => `app${index}`);
      await workbench.open(stored({ refId: 'A', appIds }), path);
      await expect(workbench.card('Panel').getByRole('alert')).toContainText('more than 100 apps');
      await workbench.open(stored({ refId: 'A', queryType: 'quality', userIds: ['u1'] }), path);
      await expect(workbench.card('Panel').getByRole('alert')).toContainText('give the room id as well');
    });

    test('apps that arrive late fill the open list, and nothing keeps turning', async ({ workbench, page }) => {
      let arrive = () => {};
      const arrived = new Promise<void>((resolve) => (arrive = resolve));
      await page.route('**/resources/apps*', async (route) => {
        await arrived;
        await route.continue();
      });
      const spinner = await shipSpinner(page);
      await workbench.open('', path);
      await expect(spinner).toHaveCount(0);
      await workbench.combobox('Apps').click();
      await expect(spinner).toHaveCount(1);
      arrive();
      await expect(page.getByRole('option', { name: APPS.voice.name })).toBeVisible();
      await expect(page.getByRole('option', { name: '$app' })).toBeVisible();
      await expect(spinner).toHaveCount(0);
    });

    test('a list that failed is asked for again', async ({ workbench, page }) => {
      await page.route('**/resources/apps*', (route) => route.fulfill({ status: 502, json: { message: 'not now' } }));
      await workbench.open('', path);
      const editor = workbench.card('Query A');
      await expect(editor.getByText('The apps cannot be listed, but IDs can be typed. not now')).toBeVisible();
      await page.unroute('**/resources/apps*');
      const again = page.waitForRequest(/resources\/apps/);
      await editor.getByRole('button', { name: 'Try again' }).click();
      await again;
      await expect(editor.getByText('The apps cannot be listed')).toBeHidden();
    });

    test('quick choices are all kept', async ({ workbench, page }) => {
      await workbench.open('', path);
      await workbench.combobox('Indicators').click();
      await expect(page.getByRole('option', { name: /avg_call_time/ })).toBeVisible();
      await clickQuickly(page, ['per_call_time', 'avg_call_time']);
      await workbench.settle();
      const sent = () => workbench.queries.at(-1)?.postDataJSON().queries[0].indicators;
      await expect.poll(sent).toEqual(['user_count', 'per_call_time', 'avg_call_time']);
    });

    test('a rule loses what another query type lacks', async ({ workbench }) => {
      const users = { queryType: 'realTimeOperationData', appIds: [APPS.class.id], indicators: ['online_user_count'] };
      await workbench.open(stored({ refId: 'A', ...users }), path);
      await workbench.queryAfter(() => workbench.radio('Asked by', 'Alert rule').click());
      const sent = await workbench.queryAfter(() => workbench.chooseQueryType('Usage'));
      expect(sent).toMatchObject({ queryType: 'usage', appIds: [APPS.class.id] });
      expect(sent).not.toHaveProperty('indicators');
    });

    test('a rule is told the range that works, by the backend', async ({ workbench, page }) => {
      await workbench.open('', path);
      await workbench.queryAfter(() => workbench.radio('Asked by', 'Alert rule').click());
      await expect(page.getByText('Use a time range such as now-11h to now.')).toBeVisible();
      await workbench.queryAfter(() => workbench.radio('Granularity', 'Day').click());
      await expect(page.getByText('Use a time range such as now-34h to now.')).toBeVisible();
    });
  });
}
