import { CoreApp } from '@grafana/data';
import * as grafanaUi from '@grafana/ui';
import { act, screen } from '@testing-library/react';

import { stubBackend, stubVariables } from '../../jest/grafana';
import { showQueryEditor } from '../../jest/queryEditor';
import { ALL_QUERY_TYPES, QUERY_TYPES, type QueryType, type QueryTypeRow } from '../queryTypes';
import type { RtcQuery } from '../types';

const queryType = () => screen.getByRole('combobox', { name: 'Query type' });

/** The query after another type was chosen. */
async function switched(query: Partial<RtcQuery>, type: string, options = { defaultAppId: '661e0001' }) {
  const { user, onChange, onRunQuery } = await showQueryEditor({ query, options });
  await user.click(queryType());
  await user.click(await screen.findByRole('option', { name: new RegExp(`^${type}(?! data| dist)`) }));
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  return onChange.mock.lastCall![0];
}

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe('query types', () => {
  it('are offered with a line of description each', async () => {
    const { user } = await showQueryEditor();
    expect(queryType()).toHaveValue('Operation data');
    await user.click(queryType());
    const texts = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(texts).toHaveLength(ALL_QUERY_TYPES.length - 3);
    expect(texts).toContain('UsageMinutes of audio and video by day; not the bill');
  });

  it('that the page does not know are shown as they are stored', async () => {
    await showQueryEditor({ query: { queryType: 'later' as QueryType } });
    expect(queryType()).toHaveValue('later');
  });

  it('list their own indicators', async () => {
    const backend = stubBackend();
    const { user } = await showQueryEditor({ query: { queryType: 'quality' } });
    await user.click(screen.getByRole('combobox', { name: 'Indicators' }));
    expect(await screen.findByRole('option', { name: /Stalls/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /Users in calls/ })).not.toBeInTheDocument();
    const lists = backend.requests.filter(({ url }) => url.endsWith('/indicators'));
    expect(lists.map(({ params }) => params)).toEqual([{ queryType: 'quality' }]);
  });
});

describe('the order of a distribution', () => {
  it('is the highest first of users, in a new query', async () => {
    expect(await switched({}, 'Operation distribution')).toMatchObject({ sort: 'desc' });
  });

  it('is the lowest first of quality, in a new query', async () => {
    expect(await switched({ queryType: 'quality' }, 'Quality distribution')).toMatchObject({ sort: 'asc' });
  });

  it("stays the API's in a stored query", async () => {
    const changed = await switched({ queryType: 'qualityDistribution' }, 'Real-time quality distribution');
    expect(changed).not.toMatchObject({ sort: expect.anything() });
  });

  it('stays the one that was chosen', async () => {
    const changed = await switched(
      { queryType: 'qualityDistribution', sort: 'name' },
      'Real-time quality distribution'
    );
    expect(changed).toMatchObject({ sort: 'name' });
  });

  it('can be chosen, and be left to the API', async () => {
    const { user, onChange } = await showQueryEditor({ query: { queryType: 'qualityDistribution' } });
    await user.click(screen.getByRole('button', { name: /^Options.*Sort: API order$/ }));
    expect(screen.getByRole('radio', { name: 'API order' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Dimension value' }));
    expect(onChange.mock.lastCall![0]).toMatchObject({ sort: 'name' });
    await user.click(screen.getByRole('radio', { name: 'API order' }));
    expect(onChange.mock.lastCall![0].sort).toBeUndefined();
  });
});

describe('the fields', () => {
  const NETWORK = ['Operating systems', 'Network types'];
  const ROOM = ['Room ID', 'User IDs'];
  const DIMENSIONS = ['Province', 'Country', 'OS', 'Network type'];
  const SORT = ['Sort', 'Highest first', 'Lowest first', 'Dimension value', 'API order'];
  const PRODUCT = ['Product type', 'Native', 'Web'];
  const expected: Record<QueryType, string[]> = {
    operationData: ['Indicators', 'Granularity', 'Auto', 'Hour', 'Day'],
    operationDistribution: ['Indicators', 'Dimension', 'Province', 'Country', ...SORT],
    realTimeOperationData: ['Indicators'],
    quality: ['Indicators', 'Granularity', 'Auto', '5 minutes', 'Day', ...NETWORK, ...ROOM, ...PRODUCT],
    qualityDistribution: ['Indicators', 'Dimension', ...DIMENSIONS, ...SORT, 'Platform', ...PRODUCT],
    realTimeQuality: ['Indicators', ...ROOM, ...PRODUCT],
    realTimeQualityDistribution: ['Indicators', 'Dimension', ...DIMENSIONS, ...SORT, 'Platform', ...PRODUCT],
    usage: [],
    rooms: ['Room ID'],
    roomUsers: [...ROOM, 'Server users', 'Leave out', 'Include', 'Format', 'Table', 'Timeline'],
    callDetail: [...ROOM, 'Direction', 'Both', 'Uplink', 'Downlink'],
  };

  it.each(Object.entries(expected))('of %s are what its API can be asked', async (type, fields) => {
    const { user } = await showQueryEditor({ query: { queryType: type as QueryType } });
    for (const row of screen.queryAllByRole('button', { name: /^(Filters|Options)/ })) {
      await user.click(row);
    }
    const controls = ['combobox', 'textbox', 'radiogroup', 'radio'].flatMap((role) => screen.queryAllByRole(role));
    const names = controls.map(
      (control) => control.getAttribute('aria-label') ?? (control as HTMLInputElement).labels?.[0]?.textContent
    );
    const { drillDown }: QueryTypeRow = QUERY_TYPES[type as QueryType];
    const legend = drillDown && !drillDown.legendPlaceholders ? [] : ['Legend'];
    expect(names.sort()).toEqual(['Query type', 'Apps', ...legend, ...fields].sort());
  });
});

describe('choosing another type', () => {
  it('keeps apps and legend, and takes the default of the type for what it does not know', async () => {
    const query = { appIds: ['661e0002'], legend: 'x', indicators: ['user_count', 'own'] };
    expect(await switched({ ...query, granularity: '1h' }, 'Quality')).toEqual({
      refId: 'A',
      queryType: 'quality',
      appIds: ['661e0002'],
      legend: 'x',
      indicators: ['join_room_success_rate'],
      granularity: 'auto',
    });
  });

  it('keeps the indicators that the type knows, also from the settings', async () => {
    const options = {
      defaultAppId: '661e0001',
      indicators: [{ name: 'own', queryType: 'realTimeQuality' as const }, { name: 'others' }],
    };
    const query = { queryType: 'quality' as const, indicators: ['own', 'stall_rate', 'others'] };
    expect((await switched(query, 'Real-time quality', options)).indicators).toEqual(['own', 'stall_rate']);
  });

  it.each([
    ['keeps', '1d', '1d'],
    ['gives up', '1h', 'auto'],
  ] as const)('%s a granularity of %s', async (_, granularity, kept) => {
    expect((await switched({ granularity }, 'Quality')).granularity).toBe(kept);
  });

  it('keeps the filters that the type has', async () => {
    const query: Partial<RtcQuery> = {
      queryType: 'quality',
      os: ['iOS'],
      access: ['5g'],
      roomId: 'r1',
      userIds: ['u1'],
      productType: 'web',
    };
    expect(await switched(query, 'Real-time quality')).toEqual({
      refId: 'A',
      queryType: 'realTimeQuality',
      appIds: [],
      indicators: ['join_room_success_rate'],
      roomId: 'r1',
      userIds: ['u1'],
      productType: 'web',
    });
  });

  it.each([
    ['keeps', 'Real-time quality distribution', 'OS'],
    ['gives up', 'Operation distribution', 'Province'],
    ['drops', 'Usage', undefined],
  ])('%s a dimension for %s', async (_, type, dimension) => {
    expect((await switched({ queryType: 'qualityDistribution', dimension: 'OS' }, type)).dimension).toBe(dimension);
  });

  it('leaves nothing but apps where there is nothing else to say', async () => {
    expect(await switched({}, 'Usage')).toEqual({ refId: 'A', queryType: 'usage', appIds: [] });
  });

  it('asks for indicators again after a type that has none', async () => {
    expect(await switched({ queryType: 'usage' }, 'Real-time operation data')).toEqual({
      refId: 'A',
      queryType: 'realTimeOperationData',
      appIds: [],
      indicators: ['online_user_count'],
    });
  });

  it('that is reported three times runs once', async () => {
    const combobox = jest.spyOn(grafanaUi, 'Combobox');
    const { onChange, onRunQuery } = await showQueryEditor();
    const [{ onChange: report }] = combobox.mock.lastCall as unknown as [{ onChange: (option: object) => void }];
    act(() => {
      report({ value: 'usage' });
      report({ value: 'usage' });
      report({ value: 'usage' });
    });
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    combobox.mockRestore();
  });
});

describe('in an alert rule', () => {
  const { UnifiedAlerting, PanelEditor } = CoreApp;
  const hint = () => screen.getByRole('button', { name: /^In an alert rule/ });

  it.each([
    ['operationData', 'auto', 'now-11h'],
    ['operationData', '1h', 'now-11h'],
    ['operationData', '1d', 'now-34h'],
    ['realTimeQuality', undefined, 'now-5m'],
    ['qualityDistribution', undefined, 'now-11h'],
  ] as const)('a line tells the range that works for %s by %s: %s', async (queryType, granularity, from) => {
    await showQueryEditor({ app: UnifiedAlerting, query: { queryType, granularity } });
    expect(hint()).toHaveAccessibleName(`In an alert rule Use a time range such as ${from} to now.`);
    expect(screen.queryByText(/variables do not work/)).not.toBeInTheDocument();
  });

  it.each([
    ['realTimeQuality', /available 1m after .*Reduce each series with Last.*variables do not work/],
    ['qualityDistribution', /available 8 h after .*each of these is an alert instance.*variables do not work/],
  ] as const)('the line of %s unfolds', async (queryType, text) => {
    const { user } = await showQueryEditor({ app: UnifiedAlerting, query: { queryType } });
    await user.click(hint());
    expect(document.body).toHaveTextContent(text);
  });

  it('and nowhere else', async () => {
    await showQueryEditor({ app: PanelEditor });
    expect(screen.queryByText('In an alert rule')).not.toBeInTheDocument();
  });
});
