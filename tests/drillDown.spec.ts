import { resolve } from 'node:path';

import type { Locator, Page, Request } from '@playwright/test';

import { coldTest, expect, test } from './fixtures';
import { FOLDER } from './screenshots';
import { APPS, type Workbench } from './workbench';

const stored = (query: object) => `?query=${encodeURIComponent(JSON.stringify(query))}`;

/** Telehealth's largest room, in which the user on the slow network has a bad uplink during the dip of each hour. */
const ROOM = 'visit-0000';

interface Series {
  labels: Record<string, string>;
  highest: number;
}

interface Frame {
  schema: { fields: Series[] };
  data: { values: number[][] };
}

/** The series of the answer to a request. A frame without any tells what is still awaited. */
async function seriesOf(request: Request): Promise<Series[]> {
  const frames: Frame[] = (await (await request.response())!.json()).results.A.frames;
  return frames.flatMap(({ schema: { fields }, data }) =>
    fields[1] ? [{ labels: fields[1].labels, highest: Math.max(...data.values[1]!) }] : []
  );
}

async function highestFirst(workbench: Workbench, column: string): Promise<void> {
  const header = workbench.answer.getByRole('columnheader', { name: column }).getByRole('button');
  await header.click();
  await header.click();
}

for (const path of ['/', '/react18/']) {
  test(`three clicks in Explore lead from a dip to the user with the bad uplink, on ${path}`, async ({
    workbench,
    page,
  }) => {
    // Four answers, two of which wait for the API's slowest list.
    test.slow();
    const dip = { queryType: 'realTimeQuality', appIds: [APPS.telehealth.id], indicators: ['join_room_success_rate'] };
    await workbench.open(stored({ refId: 'A', ...dip }), path);
    await workbench.queryAfter(() => workbench.radio('Asked by', 'Explore').click());
    await workbench.queryAfter(() => workbench.radio('Time range', '1 h').click());
    await expect(workbench.answer.locator('canvas')).toBeVisible();

    const rooms = await workbench.queryAfter(() => workbench.chooseQueryType('Rooms'));
    expect(rooms).toMatchObject({ queryType: 'rooms', appIds: [APPS.telehealth.id] });
    await highestFirst(workbench, 'Users');

    const users = await workbench.queryAfter(() =>
      workbench.answer.getByRole('button', { name: ROOM }).first().click()
    );
    expect(users).toMatchObject({ queryType: 'roomUsers', appIds: [APPS.telehealth.id], roomId: ROOM });
    await expect(workbench.answer.getByRole('columnheader', { name: 'Network type' })).toBeVisible();
    await highestFirst(workbench, 'Time online');
    const slow = workbench.answer.getByRole('row').filter({ hasText: '3g' }).first();
    const userId = (await slow.getByRole('button').textContent())!;

    const detail = await workbench.queryAfter(() => slow.getByRole('button').click());
    expect(detail).toMatchObject({ queryType: 'callDetail', roomId: ROOM, userIds: [userId] });
    await expect(workbench.answer.locator('canvas')).toBeVisible();
    const lost = (await seriesOf(workbench.queries.at(-1)!)).filter(
      ({ labels }) => labels.indicator === 'loss_rate' && labels.direction === 'up'
    );
    expect(lost.map(({ labels }) => labels.user_id)).toContain(userId);
    expect(Math.max(...lost.map(({ highest }) => highest)), 'packets lost in the dip, in percent').toBeGreaterThan(15);

    // The editor shows what the links have asked, and offers the rooms and users of the time range.
    await expect(workbench.combobox('Room ID')).toHaveValue(ROOM);
    await workbench.combobox('User IDs').fill(userId);
    await expect(page.getByRole('option', { name: new RegExp(userId) }).first()).toBeVisible();
  });
}

const MINUTE = 60_000;
/** The real-time API gives an hour, and the whole of it would reach a little beyond. */
const LAST_HOUR = 58 * MINUTE;
/** What the links of charts put around a moment. */
const WINDOW = 30 * MINUTE;

const panel = (page: Page, title: string | RegExp): Locator => page.getByRole('group', { name: title, exact: true });

interface Drawn {
  address: Record<string, string>;
  requests: Request[];
  /** Of all requests. */
  ranges: string[];
}

/** Waits until a dashboard is drawn. Where another is left by a link, it has to be there first. */
async function drawn(workbench: Workbench, page: Page, title: string): Promise<Drawn> {
  await expect(page.getByRole('region', { name: title })).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  const requests = [...workbench.queries.splice(0), ...workbench.repeats.splice(0)];
  const asked = requests.map((request) => request.postDataJSON());
  return {
    address: Object.fromEntries(new URL(page.url()).searchParams),
    requests,
    ranges: [...new Set(asked.map(({ from, to }) => `${from} to ${to}`))],
  };
}

/** When an app's join success rate was lowest in a dip that has passed with all around it, if there was one. */
async function momentOfDip(page: Page, appId: string, now: number): Promise<number | undefined> {
  const query = { queryType: 'realTimeQuality', appIds: [appId], indicators: ['join_room_success_rate'] };
  const asked = { refId: 'A', datasource: { uid: 'volcengine-rtc' }, intervalMs: MINUTE / 2, ...query };
  const data = { from: String(now - LAST_HOUR), to: String(now), queries: [asked] };
  const answer = await page.request.post(new URL('/api/ds/query', page.url()).href, { data });
  const frame: Frame = (await answer.json()).results.A.frames[0];
  const [times = [], rates = []] = frame.data.values;
  const points = times.flatMap((time, row) => (rates[row] ? [{ time, rate: rates[row] }] : []));
  const passed = points.filter(({ time }) => time > now - 50 * MINUTE && time < now - WINDOW / 2 - 2 * MINUTE);
  const lowest = passed.reduce((a, b) => (b.rate < a.rate ? b : a));
  const highest = Math.max(...points.map(({ rate }) => rate));
  return lowest.rate < highest - 1 ? lowest.time : undefined;
}

/** Opens RTC live of the first app that has a dip. */
async function openLiveWithDip(workbench: Workbench, page: Page): Promise<{ app: string; dip: number; now: number }> {
  for (const { id: app } of [APPS.telehealth, APPS.class, APPS.conference]) {
    const now = Date.now();
    await workbench.openLink(`/d/rtc-live?var-app=${app}&from=${now - LAST_HOUR}&to=${now}`);
    await drawn(workbench, page, 'RTC live');
    const dip = await momentOfDip(page, app, now);
    if (dip) {
      return { app, dip, now };
    }
  }
  throw new Error('No app has a dip, which the simulator has for every hour.');
}

/** The texts of a table's rows, by column. */
async function rowsOf(table: Locator): Promise<Array<Record<string, string>>> {
  const [header = [], ...rows] = await table
    .getByRole('row')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  return rows.map((row) => Object.fromEntries(row.map((text, column) => [header[column], text])));
}

test('three clicks on dashboards lead from a dip on RTC live to the user with the bad uplink', async ({
  workbench,
  page,
}) => {
  // Four dashboards, with some calls each.
  test.slow();
  await page.setViewportSize({ width: 1360, height: 1400 });
  const shoot = async (name: string, first: Locator, last: Locator) => {
    const [from, to] = [(await first.boundingBox())!, (await last.boundingBox())!];
    const clip = { x: from.x, y: from.y, width: to.x + to.width - from.x, height: to.y + to.height - from.y };
    await page.screenshot({ path: resolve(FOLDER, `${name}.png`), clip, animations: 'disabled' });
  };
  const { app, dip, now } = await openLiveWithDip(workbench, page);

  // The first click: the moment of the dip.
  const plot = (await panel(page, 'Success rates').locator('.u-over').boundingBox())!;
  await page.mouse.click(plot.x + plot.width * (1 - (now - dip) / LAST_HOUR), plot.y + plot.height / 2);
  const link = page.getByRole('menuitem', { name: 'Rooms of this app at this moment' });
  await expect(link).toBeVisible();
  await shoot('drilldown-live', panel(page, 'Success rates'), panel(page, 'Stall rate'));
  await link.click();
  const rooms = await drawn(workbench, page, 'RTC rooms');
  const chosen = { 'var-datasource': 'volcengine-rtc', 'var-app': app };
  const { time, ...others } = rooms.address;
  expect(others).toEqual({ drawn: 'rtc-rooms', ...chosen, 'time.window': String(WINDOW) });
  expect(Math.abs(Number(time) - dip), 'distance from the dip').toBeLessThanOrEqual(MINUTE);
  const [from, to] = [Number(time) - WINDOW / 2, Number(time) + WINDOW / 2].map(String);
  expect(rooms.ranges, 'only what the link says').toEqual([`${from} to ${to}`]);

  // The second: the room with the most users.
  await shoot('drilldown-rooms', panel(page, 'Rooms in the range'), panel(page, 'Rooms'));
  const table = panel(page, 'Rooms');
  const usersOf = (row: Record<string, string>) => Number(row.Users);
  const { Room: roomId = '' } = (await rowsOf(table)).reduce((a, b) => (usersOf(b) > usersOf(a) ? b : a));
  await table.getByRole('link', { name: roomId, exact: true }).first().click();
  const call = await drawn(workbench, page, 'RTC call');
  expect(call.address).toEqual({ drawn: 'rtc-call', ...chosen, 'var-room': roomId, from, to });
  expect(call.ranges, 'that of the rooms').toEqual([`${from} to ${to}`]);

  // The third: of those on the slow network, the user who stays longest.
  const toTime = (text = '') => (text ? new Date(`${text} GMT+8`).getTime() : now);
  const stay = (row: Record<string, string>) => toTime(row.Left) - toTime(row.Joined);
  const slow = (await rowsOf(panel(page, 'Users'))).filter((row) => row['network type'] === '3g');
  const userId = slow.reduce((a, b) => (stay(b) > stay(a) ? b : a)).User!;
  await panel(page, 'Users').getByRole('link', { name: userId, exact: true }).first().click();
  await page.waitForURL(/var-user=/);
  const detail = await drawn(workbench, page, 'RTC call');
  expect(detail.address).toEqual({ ...call.address, 'var-user': userId });
  expect(detail.ranges, 'that of the call').toEqual([`${from} to ${to}`]);
  const uplink = panel(page, `What ${userId} sent`);
  await expect(uplink.locator('canvas')).toBeVisible();
  await shoot('drilldown-call', uplink, uplink);

  const details = detail.requests.filter((request) => request.postData()?.includes('callDetail'));
  const sent = (await Promise.all(details.map(seriesOf))).flat().filter(({ labels }) => labels.direction === 'up');
  expect(new Set(sent.map(({ labels }) => labels.user_id))).toEqual(new Set([userId]));
  const lost = sent.filter(({ labels }) => labels.indicator === 'loss_rate').map(({ highest }) => highest);
  expect(Math.max(...lost), 'packets lost in the dip, in percent').toBeGreaterThan(15);
});

test('a panel has the names of its columns and no links', async ({ workbench }) => {
  await workbench.open(stored({ refId: 'A', queryType: 'rooms', appIds: [APPS.telehealth.id], roomId: ROOM }));
  await expect(workbench.answer.getByRole('columnheader', { name: 'room_id' })).toBeVisible();
  await expect(workbench.answer.getByRole('cell').getByRole('button')).toHaveCount(0);
});

test('a variable lists the rooms of the default app', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.radio('Values', 'Rooms').click();
  await expect(workbench.card('Variable $app').getByText(/^[1-9]\d* values$/)).toBeVisible({ timeout: 30_000 });
  await expect(
    workbench
      .card('Variable $app')
      .getByText(/^class-/)
      .first()
  ).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

coldTest(
  'what the administrator does not allow is not offered, and says so where it is stored',
  async ({ workbench, page }) => {
    await workbench.save({ drillDown: false }, {});
    await workbench.open(stored({ refId: 'A', queryType: 'rooms', appIds: [APPS.telehealth.id] }));
    await expect(workbench.card('Panel').getByRole('alert')).toContainText('turn them on with the setting drillDown');
    await expect(workbench.card('Query A').getByRole('combobox', { name: 'Query type' })).toHaveValue('Rooms');
    await workbench.card('Query A').getByRole('combobox', { name: 'Query type' }).click();
    await expect(page.getByRole('option', { name: /^Usage/ })).toBeVisible();
    await expect(page.getByRole('option', { name: /^(Room users|Call detail)/ })).toHaveCount(0);
  }
);
