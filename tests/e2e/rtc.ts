import { test as base } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';

import type { RtcOptions, RtcQuery } from '../../src/types';

export { expect } from '@grafana/plugin-e2e';

export const PLUGIN_ID = 'volcengine-rtc-datasource';

/** Of dev/rtcsim. */
export const SECRET = 'CANARY-rtcsim-secret-access-key';
export const APP = 'Online Class 在线课堂';

/** A data source as Grafana's API lists it. */
export interface Provisioned {
  uid: string;
  name: string;
  type: string;
  jsonData: RtcOptions;
}

/** Specs with the data source that provisioning/datasources gives Grafana. */
export const test = base.extend<{ rtc: Provisioned }>({
  rtc: async ({ request }, use) => {
    const response = await request.get('/api/datasources');
    const listed: Provisioned[] = await response.json();
    const rtc = listed.find(({ type }) => type === PLUGIN_ID);
    if (!rtc) {
      throw new Error(`no data source of type ${PLUGIN_ID} is provisioned: ${JSON.stringify(listed)}`);
    }
    await use(rtc);
  },
});

export function query(rtc: Provisioned, rest: Partial<RtcQuery> = {}): RtcQuery {
  return {
    refId: 'A',
    datasource: { type: rtc.type, uid: rtc.uid },
    queryType: 'operationData',
    appIds: [],
    indicators: ['user_count'],
    granularity: 'auto',
    ...rest,
  };
}

/** Parameters of a page in Explore that shows the query over the last week. */
export function explored(asked: RtcQuery): URLSearchParams {
  const pane = { datasource: asked.datasource?.uid, queries: [asked], range: { from: 'now-7d', to: 'now' } };
  return new URLSearchParams({ schemaVersion: '1', orgId: '1', panes: JSON.stringify({ rtc: pane }) });
}

/** Chooses an option of a combobox that offers several. */
export async function choose(page: Page, editor: Locator, field: string, option: string | RegExp): Promise<void> {
  await editor.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
  await page.keyboard.press('Escape');
}
