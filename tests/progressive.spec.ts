import type { Page } from '@playwright/test';

import { coldTest as test, expect } from './fixtures';
import { APPS, type Workbench } from './workbench';

const SLOW = { callsPerSecond: 1 };
const DAY_MS = 24 * 60 * 60 * 1000;
const QUERY = {
  refId: 'A',
  queryType: 'operationData',
  appIds: [APPS.class.id, APPS.voice.id],
  indicators: ['user_count'],
  granularity: '1h',
};

const stored = (query: object) => `?query=${encodeURIComponent(JSON.stringify(query))}`;

interface Seen {
  /** When a chart was first there, in milliseconds since the page began. */
  firstChart: number;
  /** Pictures of the page in which a chart that had been there was not. */
  empty: number;
  /** How many series the legend had, whenever that changed. */
  series: number[];
}

/** Looks at the answer in every picture that the browser draws. */
const watch = (page: Page) =>
  page.addInitScript(() => {
    const seen: Seen = { firstChart: 0, empty: 0, series: [] };
    Object.assign(window, { seen });
    const look = () => {
      const charts = document.querySelectorAll('[data-testid=answer] canvas').length;
      if (charts > 0 && !seen.firstChart) {
        seen.firstChart = performance.now();
      }
      if (charts === 0 && seen.firstChart) {
        seen.empty += 1;
      }
      const series = document.querySelectorAll(
        '[data-testid=answer] [data-testid^="data-testid VizLegend series"]'
      ).length;
      if (series !== seen.series.at(-1)) {
        seen.series.push(series);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

const seenBy = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen);

/** How many values each answer to a query had, in the order in which they came. */
function countValues(workbench: Workbench): number[] {
  return workbench.bodies
    .filter(({ url }) => url.includes('/api/ds/query'))
    .map(({ text }) => {
      const { frames } = JSON.parse(text).results.A as { frames: Array<{ data: { values: unknown[][] } }> };
      return frames
        .flatMap(({ data }) => data.values.slice(1))
        .flat()
        .filter((value) => value !== null).length;
    });
}

test('a panel grows as data comes, without a flicker, with the calls of one patient answer', async ({
  workbench,
  other,
  page,
}) => {
  const to = Date.now();
  await Promise.all([workbench.save(SLOW, {}), other.save(SLOW, {})]);
  const patient = other.askPatiently({
    from: String(to - 30 * DAY_MS),
    to: String(to),
    queries: [{ ...QUERY, intervalMs: 60_000, maxDataPoints: 1000 }],
  });

  await watch(page);
  await workbench.open(stored(QUERY));
  await workbench.radio('Time range', '30 d').click();
  await expect.poll(() => workbench.repeats.length).toBeGreaterThan(0);
  // The first lines are there while the rest is awaited.
  await expect(workbench.answer).toHaveAttribute('aria-busy', 'true');
  await expect(workbench.answer.locator('canvas')).toBeVisible();
  await expect(workbench.card('Panel').getByText(/so far/)).toHaveCount(1);

  // What somebody does meanwhile is not lost.
  await workbench.answer.evaluate((answer) => Object.assign(answer, { mark: 'the same' }));
  await page.getByRole('button', { name: /^Options/ }).click();
  const legend = page.getByRole('textbox', { name: 'Legend' });
  await legend.fill('{{app_name}} of');
  await legend.evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 5));

  await expect(workbench.answer).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
  await expect(workbench.card('Panel').getByText(/so far/)).toHaveCount(0);
  await expect(workbench.card('Inspector').getByText(/2 series$/)).toBeVisible();

  await expect(legend).toBeFocused();
  await expect(legend).toHaveValue('{{app_name}} of');
  const selection = await legend.evaluate(({ selectionStart, selectionEnd }: HTMLInputElement) => [
    selectionStart,
    selectionEnd,
  ]);
  expect(selection).toEqual([2, 5]);
  expect(await workbench.answer.evaluate((answer) => 'mark' in answer)).toBe(true);

  const { empty, series } = await seenBy(page);
  expect(empty, 'pictures without the chart that was there').toBe(0);
  expect(series, 'the legend only grows').toEqual([...series].sort((a, b) => a - b));
  const values = countValues(workbench);
  expect(values.length).toBeGreaterThan(2);
  expect(values, 'every answer has at least the values of the one before').toEqual([...values].sort((a, b) => a - b));
  expect(values.at(-1)).toBeGreaterThan(values[0]!);

  await patient;
  expect(workbench.queries, 'runs').toHaveLength(2);
  expect(await workbench.calls('ListOperationData')).toBe(await other.calls('ListOperationData'));
});

test('RTC overview of five apps has its first lines within three seconds', async ({ workbench, page }) => {
  await watch(page);
  await workbench.openDashboard('rtc-overview');
  await expect(page.getByRole('heading', { name: 'RTC overview' })).toBeVisible();
  // The first lines are of the first answers, which are parts. Drawing them takes what the machine needs for it.
  await expect.poll(async () => (await seenBy(page)).firstChart, { intervals: [100] }).toBeGreaterThan(0);
  await expect(page.locator('[data-testid=answer][aria-busy=true] canvas').first()).toBeVisible();
  const waited = await page.evaluate(() => {
    const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/ds/query'));
    const ends = answers.map((answer) => (answer as PerformanceResourceTiming).responseEnd);
    return Math.min(...ends) - Math.min(...answers.map(({ startTime }) => startTime));
  });
  expect(waited).toBeLessThan(3000);

  // All panels fill, and none is empty after it had data.
  const answers = page.getByTestId('answer');
  await expect(answers.first()).toBeVisible();
  for (const answer of await answers.all()) {
    await expect(answer).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
    await expect(answer.locator('canvas, table').first()).toBeVisible();
  }
  expect((await seenBy(page)).empty).toBe(0);
});
