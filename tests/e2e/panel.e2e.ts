import type { DataFrameJSON } from '@grafana/data';

import { choose, expect, test } from './rtc';

/** The names of the fields of an answer, as a panel shows them. */
function namesOf(body: unknown): string[] {
  const { results } = body as { results: Record<string, { frames: DataFrameJSON[] }> };
  return Object.values(results)
    .flatMap(({ frames }) => frames)
    .flatMap(({ schema }) => schema?.fields ?? [])
    .map(({ name, config }) => config?.displayNameFromDS ?? name);
}

test('a panel is made with the query editor', async ({ rtc, panelEditPage, page }) => {
  await panelEditPage.datasource.set(rtc.name);
  await panelEditPage.timeRange.set({ from: 'now-7d', to: 'now' });
  const editor = panelEditPage.getQueryEditorRow('A');
  await choose(page, editor, 'Apps', /在线课堂/);
  await choose(page, editor, 'Indicators', /avg_call_time/);
  await editor.getByRole('radio', { name: 'Day', exact: true }).click();
  const answer = panelEditPage.waitForQueryDataResponseWithBody((response) => response.ok());
  await expect(panelEditPage.refreshPanel()).toBeOK();
  expect(namesOf((await answer).body)).toEqual(['time', 'Users in calls', 'avg_call_time']);
  await expect(panelEditPage.panel.getErrorIcon()).toBeHidden();
});

test('an indicator that the API refuses is told in the panel', async ({ rtc, panelEditPage, page }) => {
  await panelEditPage.datasource.set(rtc.name);
  await panelEditPage.timeRange.set({ from: 'now-7d', to: 'now' });
  const answer = panelEditPage.waitForQueryDataResponseWithBody(
    (_, body) => JSON.stringify(body)?.includes('no_such_indicator') ?? false
  );
  await panelEditPage.getQueryEditorRow('A').getByRole('combobox', { name: 'Indicators' }).fill('no_such_indicator');
  await page.getByRole('option', { name: /^no_such_indicator/ }).click();
  const { response, body } = await answer;
  expect(response.ok()).toBe(true);
  expect(JSON.stringify(body)).toContain('Volcengine does not accept indicator');
});
