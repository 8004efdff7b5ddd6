import { APPS, coldTest, expect, test, type Workbench } from './workbench';

const stored = (query: object) => `?query=${encodeURIComponent(JSON.stringify(query))}`;

/** Telehealth's largest room, in which the user on the slow network has a bad uplink during the dip of each hour. */
const ROOM = 'visit-0000';

interface Series {
  labels: Record<string, string>;
  highest: number;
}

/** The series of the newest answer. */
async function lastSeries(workbench: Workbench): Promise<Series[]> {
  const answer = await workbench.queries.at(-1)!.response();
  const { frames } = (await answer!.json()).results.A;
  return frames.map(({ schema, data }: { schema: { fields: Series[] }; data: { values: number[][] } }) => ({
    labels: schema.fields[1]!.labels,
    highest: Math.max(...data.values[1]!),
  }));
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
    const lost = (await lastSeries(workbench)).filter(
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
