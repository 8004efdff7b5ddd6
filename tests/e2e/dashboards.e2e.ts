import type { DataFrameJSON } from '@grafana/data';
import type { APIRequestContext, Response } from '@playwright/test';

import { expect, type Provisioned, query, test } from './rtc';

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

/** Panels of the last four weeks by hour and by day, each of which lacks only what is not available yet. */
function panelsOf(rtc: Provisioned, count: number): object[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    type: 'timeseries',
    title: `Panel ${i + 1}`,
    gridPos: { x: (i % 4) * 6, y: Math.floor(i / 4) * 6, w: 6, h: 6 },
    datasource: { type: rtc.type, uid: rtc.uid },
    targets: [query(rtc, { granularity: i % 2 ? '1d' : '1h', indicators: ['user_count'] })],
  }));
}

test('a dashboard of 24 panels shows no notice icon', async ({ rtc, request, gotoDashboardPage, page }) => {
  const dashboard = {
    uid: 'rtc-e2e-24-panels',
    title: '24 panels',
    time: { from: 'now-28d', to: 'now' },
    panels: panelsOf(rtc, 24),
  };
  const saved = await request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
  expect(saved.ok(), await saved.text()).toBe(true);
  try {
    const opened = await gotoDashboardPage({ uid: dashboard.uid });
    await opened.waitForPanelsQueriesToComplete({ timeout: 60_000, scrollAll: true });
    await expect(opened).toHavePanelErrors(0);
    await expect(page.getByLabel(/^Panel header (info|warning|error)$/)).toHaveCount(0);
  } finally {
    await request.delete(`/api/dashboards/uid/${dashboard.uid}`);
  }
});
