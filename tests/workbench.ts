import { expect, type Locator, type Page, type Request } from '@playwright/test';

import { type Server, UID } from './server';

/** Of dev/rtcsim: what its secrets all hold, and the keys of the demo. */
export const CANARY = 'CANARY';
export const GOOD_SECRET = 'CANARY-rtcsim-secret-access-key';

/** Apps of dev/demo's simulated account. */
export const APPS = {
  class: { id: '661e0000a1c05f0001543cf1', name: 'Online Class 在线课堂' },
  voice: { id: '661e0000b2d16f0001543cf2', name: 'Voice Chat Room 语音聊天室' },
  conference: { id: '661e0000c3e27f0001543cf3', name: 'Video Conference 视频会议' },
  telehealth: { id: '661e0000d4f38f0001543cf4', name: 'Telehealth 远程问诊' },
  forbidden: { id: '661e0000e5049f0001543cf5', name: 'Partner Events 合作活动 (no permission)' },
};

const PLUGIN = 'volcengine-rtc-datasource';

interface Query {
  refId: string;
  queryType?: string;
  appIds: string[];
  indicators: string[];
  granularity?: string;
  dimension?: string;
  sort?: string;
  os?: string[];
  legend?: string;
  intervalMs: number;
}

/** The page, and what it asked and was told. */
export class Workbench {
  /** The first request of each run. */
  readonly queries: Request[] = [];
  /** What the data source asked again because the answer before was a part. */
  readonly repeats: Request[] = [];
  readonly bodies: Array<{ url: string; text: string }> = [];
  readonly complaints: string[] = [];
  private readonly reading: Array<Promise<void>> = [];

  constructor(
    readonly page: Page,
    private readonly server: Server
  ) {
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/ds/query') {
        (request.headers()['x-cache-skip'] ? this.repeats : this.queries).push(request);
      }
    });
    page.on('response', (response) => {
      if (response.url().includes('/assets/index-')) {
        return; // 4 MB of the workbench itself, built before there was a secret
      }
      const read = async () => {
        this.bodies.push({ url: response.url(), text: await response.text() });
      };
      // A page that is left takes the bodies with it.
      this.reading.push(read().catch(() => undefined));
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // @grafana/ui comes without a few fonts and without a few of Grafana's icons.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
  }

  async open(query = '', path = '/'): Promise<void> {
    await this.page.goto(`${this.server.url}${path}${query}`);
    await this.settle();
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
  }

  /** Opens one of the plugin's dashboards, of all apps. */
  async openDashboard(name: string): Promise<void> {
    await this.page.goto(`${this.server.url}/?dashboard=${name}`);
  }

  /** Opens one of the plugin's dashboards as Grafana draws it, of some apps. */
  async openDrawnDashboard(name: string, apps: Array<{ id: string }>): Promise<void> {
    const address = new URLSearchParams([['drawn', name], ...apps.map(({ id }) => ['var-app', id])]);
    await this.page.goto(`${this.server.url}/?${address}`);
  }

  /** Opens what a data link leads to: an address of Grafana, such as /d/rtc-live?var-app=…. */
  async openLink(path: string): Promise<void> {
    await this.page.goto(`${this.server.url}${path}`);
  }

  get answer(): Locator {
    return this.page.getByTestId('answer');
  }

  card(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }

  combobox(name: string): Locator {
    return this.page.getByRole('combobox', { name });
  }

  radio(group: string, name: string | RegExp): Locator {
    return this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true });
  }

  async openSettings(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Data source settings' }).click();
  }

  /** Waits until nothing is awaited. */
  async settle(): Promise<void> {
    await expect(this.answer).toHaveAttribute('aria-busy', 'false');
  }

  /** Does something and gives the query of the one request that it has to cause. */
  async queryAfter(action: () => Promise<unknown>): Promise<Query> {
    const before = this.queries.length;
    await action();
    await expect.poll(() => this.queries.length, { message: 'a query is sent' }).toBeGreaterThan(before);
    await this.settle();
    expect(this.queries.length - before, 'requests for one change').toBe(1);
    const sent: { queries: Query[] } = this.queries.at(-1)?.postDataJSON();
    expect(sent.queries).toHaveLength(1);
    return sent.queries[0]!;
  }

  /** Opens a combobox and clicks on an option. */
  async choose(combobox: string, option: string | RegExp): Promise<void> {
    await this.combobox(combobox).click();
    await this.clickOption(this.page.getByRole('option', { name: option }));
    await this.page.keyboard.press('Escape');
  }

  /** Opens the selector of the query type and clicks on one. */
  async chooseQueryType(label: string): Promise<void> {
    await this.card('Query A').getByRole('combobox', { name: 'Query type' }).click();
    // An option's name is its label with its description behind it.
    await this.clickOption(this.page.getByRole('option').filter({ has: this.page.getByText(label, { exact: true }) }));
  }

  /**
   * The list draws itself anew when the pointer comes to an option. A mouse button that is pressed before and released after
   * is no click, so this waits until the option is drawn as the one under the pointer.
   */
  private async clickOption(option: Locator): Promise<void> {
    await option.hover();
    await expect(option).toHaveAttribute('aria-selected', 'true');
    await option.click();
  }

  async save(jsonData: Record<string, unknown>, secureJsonData: Record<string, string>): Promise<void> {
    const response = await this.page.request.put(`${this.server.url}/api/datasources/uid/${UID}`, {
      data: { jsonData: { ...this.server.jsonData, ...jsonData }, secureJsonData },
    });
    expect(response.ok()).toBe(true);
  }

  /** How many calls of an action the plugin has made. */
  async calls(action: string): Promise<number> {
    const metrics = await (await this.page.request.get(`${this.server.url}/api/plugins/${PLUGIN}/metrics`)).text();
    const counts = metrics.matchAll(
      new RegExp(`^volcengine_rtc_api_calls_total{.*action="${action}".*} (\\d+)$`, 'gm')
    );
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Sends queries as Grafana's server does for a report: nobody comes back for the rest. */
  async askPatiently(request: object): Promise<void> {
    const answer = await this.page.request.post(`${this.server.url}/api/ds/query`, { data: request });
    expect(answer.ok()).toBe(true);
  }

  /** Fails if a secret of the simulated account is anywhere it can be found from the page. */
  async expectNoSecrets(): Promise<void> {
    await Promise.all(this.reading);
    expect(this.bodies.some(({ url }) => url.includes('/api/'))).toBe(true);
    const leaking = this.bodies.filter(({ text, url }) => text.includes(CANARY) || url.includes(CANARY));
    expect(leaking.map(({ url }) => url)).toEqual([]);
    const kept = await this.page.evaluate(() => ({
      document: document.documentElement.outerHTML,
      inputs: [...document.querySelectorAll('input')].map(({ value }) => value),
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookies: document.cookie,
      address: location.href,
    }));
    expect(JSON.stringify(kept)).not.toContain(CANARY);
  }
}
