import { expect, test } from './fixtures';
import { APPS } from './workbench';

test.beforeEach(({ workbench }) => workbench.open());

test('a variable with several values asks for several apps', async ({ workbench }) => {
  await expect(workbench.card('Variable $app').getByText(APPS.forbidden.name)).toBeVisible();

  const two = await workbench.queryAfter(() => workbench.choose('Apps', '$app'));
  expect(two.appIds).toEqual([APPS.class.id, APPS.voice.id]);
  await expect(workbench.answer.getByText(`Users in calls · ${APPS.voice.name}`)).toBeVisible();

  const one = await workbench.queryAfter(() => workbench.choose('$app', APPS.voice.name));
  expect(one.appIds).toEqual([APPS.class.id]);
});

test('a variable can list indicators', async ({ workbench }) => {
  const card = workbench.card('Variable $app');
  await workbench.radio('Values', 'Indicators').click();
  await expect(card.getByText('The variable shows labels of indicators')).toBeVisible();
  await expect(card.getByText('Join success rate · 5 s')).toBeVisible();

  const query = await workbench.queryAfter(() => workbench.choose('Indicators', '$app'));
  expect(query.indicators).toEqual(['user_count', 'per_call_time']);
});

test('an alert rule gets a hint, and an error that says why a variable does not work there', async ({ workbench }) => {
  await expect(workbench.page.getByText('In an alert rule')).toBeHidden();
  const rule = await workbench.queryAfter(() => workbench.radio('Asked by', 'Alert rule').click());
  expect(rule.intervalMs).toBe(1000);
  expect(workbench.queries.at(-1)?.headers()['fromalert']).toBe('true');
  await expect(workbench.card('Query A').getByText('In an alert rule')).toBeVisible();

  const uninterpolated = await workbench.queryAfter(() => workbench.choose('Apps', '$app'));
  expect(uninterpolated.appIds).toEqual(['$app']);
  await expect(workbench.card('Panel').getByRole('alert')).toContainText('alert rules cannot use dashboard variables');
  await expect(workbench.card('Inspector')).toContainText('A: status 400.');
});

test('a rule over a range without final data names one that works', async ({ workbench }) => {
  await workbench.queryAfter(() => workbench.radio('Time range', '6 h').click());
  await expect(workbench.answer.getByText('No data')).toBeVisible();
  await workbench.queryAfter(() => workbench.radio('Asked by', 'Alert rule').click());
  await expect(workbench.card('Panel').getByRole('alert')).toContainText(
    /use a relative range such as now-\d+h to now/
  );
});
