import { expect, test } from './fixtures';

interface QueryTypeCase {
  label: string;
  queryType: string;
  /** What the answer shows. */
  shows: string | RegExp;
  /** A field that the editor has, and one that it lacks. */
  has?: string;
  lacks: string;
  isTable?: boolean;
}

const CASES: QueryTypeCase[] = [
  {
    label: 'Operation data',
    queryType: 'operationData',
    shows: 'Users in calls',
    has: 'Indicators',
    lacks: 'Dimension',
  },
  {
    label: 'Operation distribution',
    queryType: 'operationDistribution',
    shows: '广东',
    has: 'Indicators',
    lacks: 'Granularity',
    isTable: true,
  },
  {
    label: 'Real-time operation data',
    queryType: 'realTimeOperationData',
    shows: 'Users online',
    has: 'Indicators',
    lacks: 'Granularity',
  },
  { label: 'Quality', queryType: 'quality', shows: 'Join success rate', has: 'Indicators', lacks: 'Dimension' },
  {
    label: 'Quality distribution',
    queryType: 'qualityDistribution',
    shows: 'Join success rate · 5 s',
    has: 'Indicators',
    lacks: 'Granularity',
    isTable: true,
  },
  {
    label: 'Real-time quality',
    queryType: 'realTimeQuality',
    shows: 'Join success rate',
    has: 'Indicators',
    lacks: 'Granularity',
  },
  {
    label: 'Real-time quality distribution',
    queryType: 'realTimeQualityDistribution',
    shows: 'Join success rate · 5 s',
    has: 'Indicators',
    lacks: 'Granularity',
    isTable: true,
  },
  { label: 'Usage', queryType: 'usage', shows: 'Audio minutes', lacks: 'Indicators' },
];

test.beforeEach(({ workbench }) => workbench.open());

for (const { label, queryType, shows, has, lacks, isTable } of CASES) {
  test(`${label} is chosen by one click and answered`, async ({ workbench }) => {
    if (queryType !== 'operationData') {
      const sent = await workbench.queryAfter(() => workbench.chooseQueryType(label));
      expect(sent.queryType).toBe(queryType);
    }
    await expect(workbench.answer.getByText(shows).first()).toBeVisible();
    await expect(workbench.answer.locator('canvas')).toHaveCount(isTable ? 0 : 1);
    if (has) {
      await expect(workbench.combobox(has)).toBeVisible();
    }
    await expect(workbench.card('Query A').getByLabel(lacks, { exact: true })).toHaveCount(0);
  });
}

test('switching keeps the apps and the indicators that fit, and forgets the rest', async ({ workbench, page }) => {
  await workbench.queryAfter(() => workbench.chooseQueryType('Quality'));
  await workbench.queryAfter(() => workbench.choose('Indicators', /Stall rate/));
  await page.getByRole('button', { name: /^Filters/ }).click();
  const filtered = await workbench.queryAfter(() => workbench.choose('Operating systems', 'iOS'));
  expect(filtered).toMatchObject({ os: ['iOS'], granularity: 'auto' });
  await expect(workbench.answer.getByText('Stall rate · video · iOS')).toBeVisible();

  const live = await workbench.queryAfter(() => workbench.chooseQueryType('Real-time quality'));
  expect(live.indicators).toEqual(['join_room_success_rate', 'stall_rate']);
  expect(live).not.toHaveProperty('os');
  expect(live).not.toHaveProperty('granularity');

  const places = await workbench.queryAfter(() => workbench.chooseQueryType('Real-time quality distribution'));
  expect(places).toMatchObject({
    indicators: ['join_room_success_rate', 'stall_rate'],
    dimension: 'Province',
    sort: 'asc',
  });
  const byNetwork = await workbench.queryAfter(() => workbench.radio('Dimension', 'Network type').click());
  expect(byNetwork.dimension).toBe('Access');
  await expect(workbench.answer.getByText('wifi')).toBeVisible();
});

test('the countries of a table have the codes that maps know', async ({ workbench }) => {
  await workbench.queryAfter(() => workbench.chooseQueryType('Operation distribution'));
  await workbench.queryAfter(() => workbench.radio('Dimension', 'Country').click());
  await expect(workbench.answer.getByRole('row', { name: /新加坡.*SG/ })).toBeVisible();
});

test('a distribution comes in the order that is chosen', async ({ workbench, page }) => {
  const sent = await workbench.queryAfter(() => workbench.chooseQueryType('Operation distribution'));
  expect(sent.sort).toBe('desc');
  await expect(workbench.answer.getByRole('row').nth(1)).toContainText('广东');
  await page.getByRole('button', { name: /^Options/ }).click();
  const byName = await workbench.queryAfter(() => workbench.radio('Sort', 'Dimension value').click());
  expect(byName.sort).toBe('name');
  await expect(workbench.answer.getByRole('row').nth(1)).toContainText('安徽');
});
