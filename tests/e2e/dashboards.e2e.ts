import type { DataFrameJSON } from '@grafana/data';
import type { APIRequestContext, Response } from '@playwright/test';

import { expect, test } from './rtc';

interface Answer {
  results: Record<string, { error?: string; frames?: DataFrameJSON[] }>;
}

async function dashboards(request: APIRequestContext): Promise<Array<{ uid: string; title: string }>> {
  const response = await request.get('/api/search?type=dash-db');
  return response.json();
}

test('every provisioned dashboard is full', async ({ request, gotoDashboardPage, page }) => {
  const found = await dashboards(request);
  expect(found.length).toBeGreaterThanOrEqual(2);
  for (const { uid, title } of found) {
    await test.step(title, async () => {
      const answers: Array<Promise<Answer>> = [];
      const keep = (response: Response) => {
        if (new URL(response.url()).pathname === '/api/ds/query') {
          answers.push(response.json());
        }
      };
      page.on('response', keep);
      const dashboard = await gotoDashboardPage({ uid });
      await dashboard.waitForPanelsQueriesToComplete({ timeout: 60_000, scrollAll: true });
      page.off('response', keep);

      expect(answers.length).toBeGreaterThan(0);
      for (const { results } of await Promise.all(answers)) {
        for (const [refId, { error, frames = [] }] of Object.entries(results)) {
          expect(error, refId).toBeUndefined();
          expect(frames.flatMap(({ data }) => data?.values[0] ?? []).length, refId).toBeGreaterThan(0);
        }
      }
      await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
      await expect(dashboard).toHavePanelErrors(0);
    });
  }
});
