import { expect, test } from './fixtures';
import { APPS } from './workbench';

test.beforeEach(({ workbench }) => workbench.open());

test('opens with a filled chart without a notice, and says in the inspector what is not available yet', async ({
  workbench,
  page,
}) => {
  await expect(workbench.answer.locator('canvas')).toBeVisible();
  await expect(workbench.answer.getByText('Users in calls')).toBeVisible();
  await expect(workbench.card('Inspector').getByText(/^A: 1[4-6]\d rows, 1 series$/)).toBeVisible();
  await expect(workbench.card('Inspector').getByText(/^Next value at: 20/)).toBeVisible();
  await expect(workbench.card('Inspector').getByText('Notices: 0')).toBeVisible();
  await expect(page.getByText('This is not Grafana')).toBeVisible();
  expect(workbench.queries).toHaveLength(1);
});

test('a query is built by mouse, with one request for each change', async ({ workbench, page }) => {
  const both = await workbench.queryAfter(() => workbench.choose('Apps', new RegExp(APPS.voice.id)));
  expect(both.appIds).toEqual([APPS.voice.id]);

  const three = await workbench.queryAfter(() => workbench.choose('Indicators', /avg_call_time/));
  expect(three.indicators).toEqual(['user_count', 'avg_call_time']);
  await expect(workbench.answer.getByText('avg_call_time')).toBeVisible();

  const byDay = await workbench.queryAfter(() => workbench.radio('Granularity', 'Day').click());
  expect(byDay.granularity).toBe('1d');

  await page.getByRole('button', { name: /^Options/ }).click();
  const named = await workbench.queryAfter(async () => {
    await page.getByRole('textbox', { name: 'Legend' }).fill('{{indicator}} of {{app_name}}');
    await page.getByRole('textbox', { name: 'Legend' }).blur();
  });
  expect(named.legend).toBe('{{indicator}} of {{app_name}}');
  await expect(workbench.answer.getByText(`user_count of ${APPS.voice.name}`)).toBeVisible();
});

test('a query is built by keyboard alone', async ({ workbench, page }) => {
  const pick = async (combobox: string, text: string, option: string) => {
    await workbench.combobox(combobox).focus();
    // Escape leaves what was typed before.
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(text);
    // The first option is to take the text as it is.
    await expect(page.getByRole('option').nth(1)).toContainText(option);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  };
  const app = await workbench.queryAfter(() => pick('Apps', '语音', APPS.voice.name));
  expect(app.appIds).toEqual([APPS.voice.id]);

  const more = await workbench.queryAfter(() => pick('Indicators', '进房', 'Join success rate · 5 s'));
  expect(more.indicators).toEqual(['user_count', '5s_join_room_success_rate']);

  await workbench.radio('Granularity', /^Auto/).focus();
  const hourly = await workbench.queryAfter(() => page.keyboard.press('ArrowRight'));
  expect(hourly.granularity).toBe('1h');

  const fewer = await workbench.queryAfter(() => pick('Indicators', '通话人数', 'Users in calls'));
  expect(fewer.indicators).toEqual(['5s_join_room_success_rate']);
});

test('what changes nothing runs no query', async ({ workbench, page }) => {
  const before = workbench.queries.length;
  await workbench.radio('Granularity', /^Auto/).click();
  await page.getByRole('button', { name: /^Options/ }).click();
  await page.getByRole('textbox', { name: 'Legend' }).focus();
  await page.getByRole('textbox', { name: 'Legend' }).blur();
  await workbench.combobox('Indicators').click();
  await page.keyboard.press('Escape');
  await workbench.combobox('Apps').click();
  await page.keyboard.press('Escape');

  await workbench.queryAfter(() => workbench.radio('Granularity', 'Hour').click());
  expect(workbench.queries.length - before).toBe(1);
});

test('an indicator can be typed; one that the API refuses does not spoil the others', async ({ workbench, page }) => {
  const typed = await workbench.queryAfter(async () => {
    await workbench.combobox('Indicators').fill('room_total');
    await page.getByRole('option', { name: /^room_total/ }).click();
    await page.keyboard.press('Escape');
  });
  expect(typed.indicators).toEqual(['user_count', 'room_total']);
  await expect(workbench.card('Panel').getByRole('alert')).toContainText(
    `Volcengine does not accept indicator "room_total" of app ${APPS.class.id}; check its name.`
  );
  await expect(workbench.answer.getByText('Users in calls')).toBeVisible();
});

test('minimum interval and range decide what auto granularity is', async ({ workbench, page }) => {
  await workbench.combobox('Min interval').click();
  const daily = await workbench.queryAfter(() => page.getByRole('option', { name: '1d' }).click());
  expect(daily.intervalMs).toBe(24 * 60 * 60 * 1000);
  await expect(workbench.radio('Granularity', 'Auto (Day)')).toBeChecked();
  await expect(workbench.card('Inspector').getByText(/^A: [678] rows/)).toBeVisible();
});

test('a range that lacks much has a notice', async ({ workbench }) => {
  await workbench.queryAfter(() => workbench.radio('Time range', '24 h').click());
  await expect(workbench.card('Panel').getByRole('status')).toContainText(
    'Data is available 8 h after the end of its hour'
  );
});

test('a range of 30 days says in the inspector where the data begins', async ({ workbench }) => {
  await workbench.queryAfter(() => workbench.radio('Time range', '30 d').click());
  await expect(workbench.card('Inspector').getByText(/^The API's data begins at: 20/)).toBeVisible();
  await expect(workbench.card('Inspector').getByText('Notices: 0')).toBeVisible();
});

test('a range by hand, as a table', async ({ workbench, page }) => {
  await workbench.radio('Time range', 'Custom').click();
  await page.getByRole('textbox', { name: 'From' }).fill('now-20h');
  await workbench.queryAfter(() => page.getByRole('button', { name: 'Apply' }).click());
  await workbench.radio('View', 'Table').click();
  await expect(workbench.answer.getByRole('columnheader', { name: 'Users in calls' })).toBeVisible();
  await expect(workbench.answer.getByRole('row')).toHaveCount(13);
});

const errors = [
  { app: APPS.forbidden.id, status: 403, text: 'grant it the policy RTCReadOnlyAccess' },
  { app: 'no-such-app', status: 404, text: 'The account has no such app; check the app id.' },
];

for (const { app, status, text } of errors) {
  test(`the error of app ${app} stands in the panel and in the inspector`, async ({ workbench, page }) => {
    await workbench.queryAfter(async () => {
      await workbench.combobox('Apps').fill(app);
      await page.getByRole('option').first().click();
    });
    await page.keyboard.press('Escape');
    await expect(workbench.card('Panel').getByRole('alert')).toContainText(text);
    await expect(workbench.card('Panel').getByRole('alert')).toContainText('RequestId');
    await expect(workbench.card('Inspector')).toContainText(`A: status ${status}.`);
  });
}

test('without an indicator nothing is asked, and the field says why', async ({ workbench }) => {
  const before = workbench.queries.length;
  await workbench.choose('Indicators', /Users in calls/);
  await expect(workbench.card('Query A').getByRole('alert')).toHaveText('Choose at least one indicator.');
  expect(workbench.queries.length).toBe(before);
});
