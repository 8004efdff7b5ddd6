import { resolve } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, test } from './fixtures';
import { LAYOUT_FOLDER } from './screenshots';
import { APPS, type Workbench } from './workbench';

/** Distance between fields and between rows, in pixels. */
const GAP = 8;

const STORED = {
  refId: 'A',
  queryType: 'quality',
  appIds: [APPS.class.id, APPS.voice.id],
  indicators: ['join_room_success_rate', 'stall_rate'],
  os: ['iOS', 'mac'],
};

/** The controls of the editor, as rows: those that stand beside each other. */
async function rowsOf(page: Page, names: string[]): Promise<string[][]> {
  const rows = new Map<number, string[]>();
  for (const name of names) {
    const box = await page.getByText(name, { exact: true }).first().boundingBox();
    const top = Math.round(box!.y);
    rows.set(top, [...(rows.get(top) ?? []), name]);
  }
  return [...rows.values()];
}

/** The distances between fields that stand beside each other, each once. */
async function distances(workbench: Workbench, names: string[]): Promise<number[]> {
  const boxes = await workbench.card('Query A').evaluate((card, wanted) => {
    const isLabel = (element: Element) => wanted.includes(element.textContent ?? '');
    const labelsIn = (element: Element) => [...element.querySelectorAll('label, legend')].filter(isLabel);
    return labelsIn(card).map((label) => {
      let field = label;
      // The widest element that has no other field in it.
      while (field.parentElement && labelsIn(field.parentElement).length === 1) {
        field = field.parentElement;
      }
      const { top, left, right } = field.getBoundingClientRect();
      return { top, left, right };
    });
  }, names);
  const beside = boxes.flatMap((one) =>
    boxes
      .filter(({ top, left }) => Math.abs(top - one.top) < 2 && left >= one.right)
      .map(({ left }) => Math.round(left - one.right))
      .sort((a, b) => a - b)
      .slice(0, 1)
  );
  return [...new Set(beside)];
}

test('no name of a query type is cut where there is room', async ({ workbench, page }) => {
  await page.setViewportSize({ width: 1000, height: 1000 });
  for (const language of ['en-US', 'zh-Hans']) {
    const query = { refId: 'A', queryType: 'realTimeQualityDistribution', appIds: [APPS.class.id] };
    await workbench.open(`?lang=${language}&query=${encodeURIComponent(JSON.stringify(query))}`);
    const box = workbench.card('Query A').getByRole('combobox').first();
    await expect(box).toHaveValue(/distribution|实时质量分布/);
    const cut = await box.evaluate((input: HTMLInputElement) => input.scrollWidth - input.clientWidth);
    expect(cut, language).toBeLessThanOrEqual(0);
  }
});

const MAIN = ['Query type', 'Apps', 'Indicators', 'Granularity'];
const FILTERS = ['Operating systems', 'Network types', 'Room ID', 'User IDs', 'Product type'];

const TWO_ROWS = [
  ['Query type', 'Apps'],
  ['Indicators', 'Granularity'],
];

for (const { width, main, filters } of [
  { width: 600, main: [['Query type', 'Apps'], ['Indicators'], ['Granularity']], filters: [2, 2, 1] },
  { width: 800, main: TWO_ROWS, filters: [2, 3] },
  { width: 1000, main: TWO_ROWS, filters: [3, 2] },
  { width: 1330, main: TWO_ROWS, filters: [5] },
]) {
  test(`the query editor at ${width} pixels`, async ({ workbench, page }) => {
    await page.setViewportSize({ width, height: 1000 });
    await workbench.open(`?query=${encodeURIComponent(JSON.stringify(STORED))}`);
    const editor = workbench.card('Query A');
    await page.getByRole('button', { name: /^Filters/ }).click();

    expect(await rowsOf(page, MAIN)).toEqual(main);
    const rows = await rowsOf(page, FILTERS);
    expect(rows.map(({ length }) => length)).toEqual(filters);
    expect(rows.flat()).toEqual(FILTERS);

    expect(await distances(workbench, [...MAIN, ...FILTERS])).toEqual([GAP]);

    if (width >= 800) {
      for (const chip of [APPS.class.name, APPS.voice.name, 'Join success rate', 'Stall rate', 'iOS', 'mac']) {
        await expect(editor.getByText(chip, { exact: true }).first()).toBeVisible();
      }
    }
    await page.mouse.move(0, 0);
    await editor.screenshot({ path: resolve(LAYOUT_FOLDER, `query-editor-${width}.png`), animations: 'disabled' });
  });
}
