import { CoreApp } from '@grafana/data';
import * as grafanaUi from '@grafana/ui';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { RANGE, stubBackend, stubVariables } from '../../jest/grafana';
import { showQueryEditor } from '../../jest/queryEditor';
import type { QueryType } from '../queryTypes';
import type { RtcQuery } from '../types';

const ON = { defaultAppId: '661e0001', drillDown: true };
const FROM_TO = { from: String(RANGE.from.valueOf()), to: String(RANGE.to.valueOf()) };

beforeEach(() => {
  stubBackend();
  stubVariables({ app: ['1', '2'], room: 'r9' });
});

const show = (query: Partial<RtcQuery>) => showQueryEditor({ query, options: ON, range: RANGE });
const room = () => screen.getByRole('combobox', { name: 'Room ID' });
const users = () => screen.getByRole('combobox', { name: 'User IDs' });
const optionTexts = async () => (await screen.findAllByRole('option')).map(({ textContent }) => textContent);

describe('the query types of rooms and users', () => {
  const offered = async (options: object, app?: CoreApp, query?: Partial<RtcQuery>) => {
    const { user } = await showQueryEditor({ options, app, query });
    await user.click(screen.getByRole('combobox', { name: 'Query type' }));
    const texts = (await optionTexts()).join();
    return ['Rooms', 'Room users', 'Call detail'].filter((label) => new RegExp(`${label}[CW]`).test(texts));
  };

  it('are offered where the administrator allows them', async () => {
    expect(await offered(ON)).toEqual(['Rooms', 'Room users', 'Call detail']);
  });

  it('are not offered otherwise', async () => {
    expect(await offered({ drillDown: false })).toEqual([]);
  });

  it('are shown all the same where one is stored', async () => {
    expect(await offered({}, undefined, { queryType: 'roomUsers', roomId: 'r1' })).toEqual(['Room users']);
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('combobox', { name: 'Query type' })).toHaveValue('Room users');
    expect(room()).toHaveValue('r1');
  });

  it('are offered in alert rules as far as they give a number', async () => {
    expect(await offered(ON, CoreApp.UnifiedAlerting)).toEqual(['Rooms']);
  });

  it.each([
    ['rooms', 'number of rooms that were created'],
    ['roomUsers', 'does not work in alert rules'],
    ['callDetail', 'does not work in alert rules'],
  ] as const)('say in an alert rule what it gets of %s', async (queryType, text) => {
    const { user } = await showQueryEditor({ options: ON, app: CoreApp.UnifiedAlerting, query: { queryType } });
    for (const hint of screen.queryAllByRole('button', { name: /^In an alert rule/ })) {
      await user.click(hint);
    }
    expect(document.body).toHaveTextContent(text);
  });
});

describe('a room', () => {
  it('is one of the time range, which is asked for when the list is opened', async () => {
    const backend = stubBackend();
    const { user, onChange, onRunQuery } = await show({ queryType: 'rooms', appIds: ['$app'] });
    const lists = () => backend.requests.filter(({ url }) => url.endsWith('/rooms'));
    expect(lists()).toEqual([]);
    await user.click(room());
    const texts = await optionTexts();
    expect(texts.slice(0, 2)).toEqual([
      expect.stringMatching(/^room-22026-01-01.* · 3 users · active$/),
      expect.stringMatching(/^room, 12026-01-01.* · 2 users$/),
    ]);
    expect(texts).toContain('$room');
    expect(lists().map(({ params }) => params)).toEqual([{ appIds: '1,2', ...FROM_TO }]);
    await user.click(screen.getByRole('option', { name: /^room, 1/ }));
    expect(onChange.mock.lastCall![0]).toEqual({
      refId: 'A',
      queryType: 'rooms',
      appIds: ['$app'],
      roomId: 'room, 1',
    });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('is asked for of the default app where no app is chosen, and once', async () => {
    const backend = stubBackend();
    const { user } = await show({ queryType: 'rooms' });
    await user.type(room(), 'room');
    await screen.findByRole('option', { name: /^room-2/ });
    const lists = backend.requests.filter(({ url }) => url.endsWith('/rooms'));
    expect(lists.map(({ params }) => params)).toEqual([{ appIds: '661e0001', ...FROM_TO }]);
  });

  it('can be found by its id, and be typed', async () => {
    const { user, lastQuery } = await show({ queryType: 'rooms' });
    await user.type(room(), 'M-2');
    expect(await screen.findByRole('option', { name: /^room-2/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /^room, 1/ })).not.toBeInTheDocument();
    await user.clear(room());
    await user.type(room(), 'another');
    await user.click(await screen.findByRole('option', { name: /^another/ }));
    expect(lastQuery()).toMatchObject({ roomId: 'another' });
  });

  it('can be removed where it is not required', async () => {
    const combobox = jest.spyOn(grafanaUi, 'Combobox');
    const { lastQuery } = await show({ queryType: 'rooms', roomId: 'r1' });
    // The icon that does it is not drawn here.
    const roomProps = combobox.mock.calls.map(([props]) => props).filter(({ placeholder }) => placeholder === 'All');
    act(() => (roomProps.at(-1) as { onChange: (option: null) => void }).onChange(null));
    combobox.mockRestore();
    expect(lastQuery()).not.toHaveProperty('roomId');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it.each(['roomUsers', 'callDetail'] as QueryType[])(
    'is required of %s, which is said in place',
    async (queryType) => {
      await show({ queryType, userIds: ['alice'] });
      expect(screen.getByRole('alert')).toHaveTextContent('Choose a room or type its ID.');
      expect(room()).toHaveAttribute('placeholder', 'Choose a room or type its ID');
    }
  );

  it('can be typed where rooms cannot be listed; the list can be tried again', async () => {
    const backend = stubBackend({ roomsError: { status: 502, data: { message: 'not now' } } });
    const { user } = await show({ queryType: 'rooms' });
    await user.click(room());
    expect(await screen.findByText('The rooms cannot be listed, but IDs can be typed. not now')).toBeVisible();
    backend.roomsError = undefined;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.queryByText(/cannot be listed/)).not.toBeInTheDocument();
    await user.click(room());
    expect(await screen.findByRole('option', { name: /^room-2/ })).toBeInTheDocument();
  });
});

describe('users', () => {
  it('are those of the room, which is asked for when the list is opened', async () => {
    const backend = stubBackend();
    const { user, lastQuery } = await show({ queryType: 'roomUsers', roomId: '$room' });
    await user.click(users());
    expect((await optionTexts()).slice(0, 2)).toEqual(['aliceios', 'bob, jr']);
    const lists = backend.requests.filter(({ url }) => url.endsWith('/room-users'));
    expect(lists.map(({ params }) => params)).toEqual([{ appIds: '661e0001', roomId: 'r9', ...FROM_TO }]);
    await user.click(screen.getByRole('option', { name: 'bob, jr' }));
    expect(lastQuery()).toMatchObject({ userIds: ['bob, jr'] });
  });

  it('are not asked for without a room, and can be typed', async () => {
    const backend = stubBackend();
    const { user, lastQuery } = await show({ queryType: 'callDetail' });
    await user.type(users(), 'carol');
    await user.click(await screen.findByRole('option', { name: /^carol/ }));
    expect(lastQuery()).toMatchObject({ userIds: ['carol'] });
    expect(backend.requests.filter(({ url }) => url.endsWith('/room-users'))).toEqual([]);
  });

  it('are required of call detail only, which is said in place', async () => {
    await show({ queryType: 'callDetail', roomId: 'r1' });
    expect(screen.getByRole('alert')).toHaveTextContent('Choose at least one user.');
  });

  it.each([
    ['roomUsers', 10],
    ['callDetail', 20],
  ] as const)('of %s are at most %s', async (queryType, max) => {
    const userIds = Array.from({ length: max + 1 }, (_, index) => `u${index}`);
    await show({ queryType, roomId: 'r1', userIds });
    expect(screen.getByRole('alert')).toHaveTextContent(`Give at most ${max} values.`);
  });

  it('can be typed where they cannot be listed', async () => {
    stubBackend({ roomsError: new Error('not now') });
    const { user } = await show({ queryType: 'roomUsers', roomId: 'r1' });
    await user.click(users());
    expect(await screen.findByText('The users cannot be listed, but IDs can be typed. not now')).toBeVisible();
  });

  it('that are servers are left out unless they are asked for', async () => {
    const { user, lastQuery } = await show({ queryType: 'roomUsers', roomId: 'r1' });
    expect(screen.getByRole('radio', { name: 'Leave out' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Include' }));
    expect(lastQuery()).toMatchObject({ excludeServerUser: false });
    await user.click(screen.getByRole('radio', { name: 'Leave out' }));
    expect(lastQuery()).not.toHaveProperty('excludeServerUser');
  });
});

describe('the format', () => {
  it('is a table unless it is chosen', async () => {
    const { user, lastQuery } = await show({ queryType: 'roomUsers', roomId: 'r1' });
    await user.click(screen.getByRole('radio', { name: 'Timeline' }));
    expect(lastQuery()).toMatchObject({ format: 'timeline' });
    await user.click(screen.getByRole('radio', { name: 'Table' }));
    expect(lastQuery()).not.toHaveProperty('format');
  });
});

it('series of call detail have a legend with placeholders of their own', async () => {
  const { user } = await show({ queryType: 'callDetail', roomId: 'r1', userIds: ['u1'] });
  await user.click(screen.getByRole('button', { name: /^Options/ }));
  expect(screen.getByRole('textbox', { name: 'Legend' })).toHaveAccessibleDescription(/{{user_id}} {{peer_id}}/);
});

describe('the direction', () => {
  it('is both unless it is chosen', async () => {
    const { user, lastQuery } = await show({ queryType: 'callDetail', roomId: 'r1', userIds: ['u1'] });
    expect(screen.getByRole('radio', { name: 'Both' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Uplink' }));
    expect(lastQuery()).toMatchObject({ direction: 'up' });
    await user.click(screen.getByRole('radio', { name: 'Both' }));
    expect(lastQuery()).not.toHaveProperty('direction');
  });
});

describe('choosing another type', () => {
  const switched = async (query: Partial<RtcQuery>, type: RegExp) => {
    const { user, lastQuery } = await show(query);
    await user.click(screen.getByRole('combobox', { name: 'Query type' }));
    await user.click(await screen.findByRole('option', { name: type }));
    return lastQuery();
  };

  it('keeps the room and its users', async () => {
    const stored = { roomId: 'r1', userIds: ['u1'], excludeServerUser: false };
    expect(await switched({ queryType: 'roomUsers', ...stored }, /^Call detail/)).toEqual({
      refId: 'A',
      queryType: 'callDetail',
      appIds: [],
      roomId: 'r1',
      userIds: ['u1'],
    });
  });

  it('keeps the room for quality, and forgets what it lacks', async () => {
    const stored = { roomId: 'r1', userIds: ['u1'], direction: 'up' as const };
    expect(await switched({ queryType: 'callDetail', ...stored }, /^Real-time quality(?! dist)/)).toEqual({
      refId: 'A',
      queryType: 'realTimeQuality',
      appIds: [],
      indicators: ['join_room_success_rate'],
      roomId: 'r1',
      userIds: ['u1'],
    });
  });

  it('keeps no legend, which rows have not', async () => {
    expect(await switched({ legend: 'x' }, /^Rooms/)).toEqual({ refId: 'A', queryType: 'rooms', appIds: [] });
  });
});

it('fields of these types are pointed out where another type has them', async () => {
  await show({ queryType: 'usage', direction: 'up', excludeServerUser: false, format: 'timeline' });
  expect(screen.getByText(/^Direction: up does not go with/)).toBeInTheDocument();
  expect(screen.getByText(/^Format: timeline does not go with/)).toBeInTheDocument();
  expect(screen.getByText(/^Leave out server users: false does not go with/)).toBeInTheDocument();
});
