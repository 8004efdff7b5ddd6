import { CoreApp } from '@grafana/data';
import { screen } from '@testing-library/react';

import { stubBackend, stubVariables } from '../../jest/grafana';
import { showQueryEditor } from '../../jest/queryEditor';

const APP = '661e0001';
/** What Grafana stores of a query that the editor has not reported. */
const UNTOUCHED = { refId: 'A', hide: false, datasource: { type: 'volcengine-rtc-datasource', uid: 'rtc' } };
const DAY_MS = 24 * 60 * 60 * 1000;

const showRule = (stored: object) => showQueryEditor({ app: CoreApp.UnifiedAlerting, stored });
const queryType = () => screen.getByRole('combobox', { name: 'Query type' });

async function chooseQueryType(user: Awaited<ReturnType<typeof showRule>>['user'], name: RegExp) {
  await user.click(queryType());
  await user.click(await screen.findByRole('option', { name }));
}

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe('the query of an alert rule', () => {
  it('is stored as it is shown, although nobody touched it', async () => {
    const { onChange, storedQuery } = await showRule(UNTOUCHED);
    expect(queryType()).toHaveValue('Real-time operation data');
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(storedQuery()).toEqual({
      ...UNTOUCHED,
      queryType: 'realTimeOperationData',
      appIds: [],
      indicators: ['online_user_count'],
    });
  });

  it.each([
    ['Operation data', { appIds: [APP], indicators: ['user_count'], granularity: '1h' }],
    ['Usage', { queryType: 'usage', appIds: [APP] }],
  ])('is shown as it is stored: %s', async (name, stored) => {
    const { onChange } = await showRule({ refId: 'A', ...stored });
    expect(queryType()).toHaveValue(name);
    expect(screen.queryByRole('button', { name: 'Remove' })).not.toBeInTheDocument();
    expect(onChange).not.toHaveBeenCalled();
  });

  it.each([
    [/^Usage/, { queryType: 'realTimeOperationData', indicators: ['online_user_count'] }, 'indicators'],
    [/^Real-time operation/, { queryType: 'operationData', granularity: '1h' }, 'granularity'],
    [/^Real-time operation/, { queryType: 'operationDistribution', dimension: 'Country', sort: 'desc' }, 'sort'],
    [/^Real-time operation/, { queryType: 'operationDistribution', dimension: 'Country', sort: 'desc' }, 'dimension'],
  ])('loses what another query type lacks: %s', async (name, stored, field) => {
    const { user, storedQuery } = await showRule({ refId: 'A', appIds: [APP], ...stored });
    await chooseQueryType(user, name);
    expect(storedQuery()).not.toHaveProperty(field);
    expect(screen.queryByRole('button', { name: 'Remove' })).not.toBeInTheDocument();
  });

  it('loses a field that is removed, and keeps the others', async () => {
    const stored = { refId: 'A', appIds: [APP], queryType: 'quality', indicators: ['stall_rate'], dimension: 'OS' };
    const { user, storedQuery } = await showRule({ ...stored, roomId: 'lesson' });
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    expect(storedQuery()).toEqual({ ...stored, dimension: undefined, granularity: 'auto', roomId: 'lesson' });
  });

  it('takes its granularity from the interval that is stored with it', async () => {
    await showRule({ refId: 'A', appIds: [APP], indicators: ['user_count'], intervalMs: DAY_MS });
    expect(screen.getByRole('radio', { name: 'Auto (Day)' })).toBeChecked();
    expect(screen.getByRole('button', { name: /^In an alert rule/ })).toHaveAccessibleName(/now-34h/);
  });
});
