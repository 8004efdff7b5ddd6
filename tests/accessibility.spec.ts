import axe from 'axe-core';

import { expect, test } from './fixtures';
import type { Workbench } from './workbench';

/** What axe finds in a part of the page that keeps people from using it. */
async function barriers(workbench: Workbench, title: string): Promise<string[]> {
  await workbench.page.evaluate(axe.source);
  return workbench.card(title).evaluate(async (element) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(element);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

for (const theme of ['dark', 'light']) {
  test(`no barriers in the editors, ${theme}`, async ({ workbench, page }) => {
    await workbench.open(`?theme=${theme}`);
    await page.getByRole('button', { name: /^Options/ }).click();
    await workbench.queryAfter(() => workbench.radio('Asked by', 'Alert rule').click());
    expect(await barriers(workbench, 'Query A'), 'query editor').toEqual([]);
    expect(await barriers(workbench, 'Variable $app'), 'variable editor').toEqual([]);

    await workbench.openSettings();
    await page.getByRole('button', { name: 'Add indicator' }).click();
    expect(await barriers(workbench, 'Volcengine RTC'), 'config editor').toEqual([]);
  });
}
