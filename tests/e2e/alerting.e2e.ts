import type { Response } from '@playwright/test';

import { expect, query, test } from './rtc';

const HOUR_S = 60 * 60;

test('an alert rule is previewed', async ({ rtc, alertRuleEditPage, page }) => {
  const expression = { type: '__expr__', uid: '__expr__' };
  const rule = {
    type: 'grafana',
    name: 'Users in calls',
    condition: 'C',
    queries: [
      {
        refId: 'A',
        datasourceUid: rtc.uid,
        queryType: 'operationData',
        // Reaches beyond the delay of the data, as the editor's hint asks.
        relativeTimeRange: { from: 34 * HOUR_S, to: 0 },
        model: query(rtc),
      },
      {
        refId: 'B',
        datasourceUid: '__expr__',
        queryType: '',
        model: { refId: 'B', type: 'reduce', reducer: 'last', expression: 'A', datasource: expression },
      },
      {
        refId: 'C',
        datasourceUid: '__expr__',
        queryType: '',
        model: {
          refId: 'C',
          type: 'threshold',
          expression: 'B',
          datasource: expression,
          conditions: [{ evaluator: { type: 'lt', params: [10] } }],
        },
      },
    ],
  };
  await alertRuleEditPage.goto({ queryParams: new URLSearchParams({ defaults: JSON.stringify(rule) }) });
  await expect(page.getByText('In an alert rule')).toBeVisible();
  await expectNoError(await alertRuleEditPage.evaluate());
});

/** An evaluation that fails has the status 200 as well. */
async function expectNoError(evaluation: Response): Promise<void> {
  expect(evaluation.ok()).toBe(true);
  const { results }: { results: Record<string, { error?: string }> } = await evaluation.json();
  expect(results.A?.error).toBeUndefined();
}

interface Rule {
  uid: string;
  title: string;
  condition: string;
  /** Only of a recording rule, which has no condition. */
  record?: { from: string };
  data: Array<{ refId: string }>;
}

test('every provisioned rule can be evaluated', async ({ request }) => {
  const rules: Rule[] = await (await request.get('/api/v1/provisioning/alert-rules')).json();
  expect(rules.length).toBeGreaterThan(0);
  for (const { title, condition, record, data } of rules) {
    await test.step(title, async () => {
      const response = await request.post('/api/v1/eval', {
        data: { condition: record?.from ?? condition, data, now: new Date().toISOString() },
      });
      expect(response.ok(), await response.text()).toBe(true);
      const { results }: { results: Record<string, { status: number; error?: string }> } = await response.json();
      for (const { refId } of data) {
        expect(results[refId]?.error, refId).toBeUndefined();
      }
    });
  }
});

test('a new alert rule is previewed at once', async ({ rtc, alertRuleEditPage }) => {
  await alertRuleEditPage.goto();
  const row = await alertRuleEditPage.getQueryRow('A');
  // The page's range is the last ten minutes, and the query a new one: nothing but the data source is chosen.
  await row.datasource.set(rtc.name);
  await expectNoError(await alertRuleEditPage.evaluate());
});
