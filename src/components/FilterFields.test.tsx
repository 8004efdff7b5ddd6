import { screen } from '@testing-library/react';

import { stubBackend, stubVariables } from '../../jest/grafana';
import { showQueryEditor } from '../../jest/queryEditor';
import type { RtcQuery } from '../types';

const row = () => screen.getByRole('button', { name: /^Filters/ });

/** The editor with its row of filters open. */
async function showFilters(query: Partial<RtcQuery> = {}) {
  const editor = await showQueryEditor({ query: { queryType: 'quality', ...query } });
  await editor.user.click(row());
  return editor;
}

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe('the closed row', () => {
  it('tells which filters are set', async () => {
    await showQueryEditor({
      query: { queryType: 'quality', os: ['iOS', 'mac'], roomId: 'lesson', productType: 'native' },
    });
    expect(row()).toHaveAccessibleName(/Operating systems: iOS, mac · Room ID: lesson · Product type: Native$/);
    expect(screen.queryByRole('textbox', { name: 'Room ID' })).not.toBeInTheDocument();
  });

  it('tells that none is set', async () => {
    await showQueryEditor({ query: { queryType: 'quality' } });
    expect(row()).toHaveAccessibleName(/None$/);
  });
});

describe('operating systems and network types', () => {
  it.each([
    ['Operating systems', 'os', 'windows'],
    ['Network types', 'access', 'wifi'],
  ] as const)('%s are chosen from the documented ones', async (name, property, value) => {
    const { user, lastQuery, onRunQuery } = await showFilters();
    await user.click(screen.getByRole('combobox', { name }));
    await user.click(await screen.findByRole('option', { name: value }));
    expect(lastQuery()?.[property]).toEqual([value]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('can be typed', async () => {
    const { user, lastQuery } = await showFilters();
    await user.click(screen.getByRole('combobox', { name: 'Operating systems' }));
    await user.paste('harmony');
    await user.click(await screen.findByRole('option', { name: /Use custom value/ }));
    expect(lastQuery()?.os).toEqual(['harmony']);
  });

  it('can be variables', async () => {
    stubVariables({ net: '5g' });
    const { user, lastQuery } = await showFilters();
    await user.click(screen.getByRole('combobox', { name: 'Network types' }));
    await user.click(await screen.findByRole('option', { name: '$net' }));
    expect(lastQuery()?.access).toEqual(['$net']);
  });

  it('leave no trace in the query when they are cleared', async () => {
    const { user, lastQuery } = await showFilters({ os: ['iOS'] });
    await user.click(screen.getByRole('combobox', { name: 'Operating systems' }));
    await user.click(await screen.findByRole('option', { name: 'iOS' }));
    expect(lastQuery()).not.toHaveProperty('os');
  });
});

describe.each([
  ['Room ID', 'quality', 'roomId'],
  ['Platform', 'qualityDistribution', 'platform'],
] as const)('%s', (name, queryType, property) => {
  it('is taken on Enter or when the input is left, not at every key', async () => {
    const { user, onChange } = await showFilters({ queryType });
    await user.type(screen.getByRole('textbox', { name }), 'one{Enter}');
    await user.type(screen.getByRole('textbox', { name }), '-two');
    await user.tab();
    expect(onChange.mock.calls.map(([query]) => query[property])).toEqual(['one', 'one-two']);
  });
});

describe('users', () => {
  const users = () => screen.getByRole('combobox', { name: 'User IDs' });

  it('can be given only with a room', async () => {
    const { user, lastQuery } = await showFilters();
    expect(users()).toBeDisabled();
    expect(users()).toHaveAttribute('placeholder', 'Only with a room ID');
    await user.type(screen.getByRole('textbox', { name: 'Room ID' }), 'lesson{Enter}');
    await user.click(users());
    await user.paste('u1');
    await user.click(await screen.findByRole('option', { name: /Use custom value/ }));
    expect(lastQuery()).toMatchObject({ roomId: 'lesson', userIds: ['u1'] });
  });

  it.each([
    ['Users need the ID of their room.', { userIds: ['u1'] }],
    ['Give at most 20 values.', { roomId: 'r', userIds: Array.from({ length: 21 }, (_, index) => `u${index}`) }],
    ['A value has at most 128 characters.', { roomId: 'r', userIds: ['x'.repeat(129)] }],
  ])('are judged where they stand: %s', async (text, query) => {
    await showQueryEditor({ query: { queryType: 'quality', ...query } });
    expect(screen.getByRole('alert')).toHaveTextContent(text);
    expect(users()).toBeEnabled();
  });
});

describe('the product type', () => {
  it('is native, as for the API, or web', async () => {
    const { user, lastQuery } = await showFilters();
    expect(screen.getByRole('radio', { name: 'Native' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Web' }));
    expect(lastQuery()?.productType).toBe('web');
    await user.click(screen.getByRole('radio', { name: 'Native' }));
    expect(lastQuery()).not.toHaveProperty('productType');
  });

  it('web leaves nothing to choose of systems and networks', async () => {
    await showFilters({ productType: 'web', access: ['wifi'] });
    expect(screen.getByRole('combobox', { name: 'Operating systems' })).toBeDisabled();
    expect(screen.getByRole('combobox', { name: 'Network types' })).toBeEnabled();
  });
});
