import { CoreApp, type DataFrame, type DataLink, type DataQueryRequest, FieldType } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import i18next from 'i18next';
import { lastValueFrom } from 'rxjs';

import { createDatasource, RANGE, stubBackend, stubVariables } from '../jest/grafana';
import pluginJson from '../plugin.json';
import chinese from './locales/zh-Hans/volcengine-rtc-datasource.json';
import type { RtcQuery } from './types';

beforeEach(() => stubVariables({ room: 'r9' }));

type Column = [name: string, values: unknown[]];

/** The frame that comes of an answer of the backend. */
async function asked(query: Partial<RtcQuery>, columns: Column[], app = CoreApp.Explore): Promise<DataFrame> {
  const fields = columns.map(([name]) => ({ name, type: FieldType.string, config: { links: [] as DataLink[] } }));
  const frame = { schema: { refId: 'A', fields }, data: { values: columns.map(([, values]) => values) } };
  stubBackend({ results: { A: { status: 200, frames: [frame] } } });
  const targets = [{ refId: 'A', appIds: ['661e0001'], ...query }];
  const request = { app, targets, range: RANGE, scopedVars: {}, requestId: 'Q1', intervalMs: 1000, maxDataPoints: 1 };
  const answer = createDatasource({ drillDown: true }).query(request as unknown as DataQueryRequest<RtcQuery>);
  return (await lastValueFrom(answer)).data[0];
}

const linksOf = (frame: DataFrame) =>
  frame.fields.flatMap(({ name, config }) => (config.links ?? []).map((link) => ({ name, ...link })));

describe('in Explore', () => {
  it('a room leads to its users', async () => {
    const frame = await asked({ queryType: 'rooms' }, [
      ['created', [1]],
      ['room_id', ['r1']],
    ]);
    expect(linksOf(frame)).toEqual([
      {
        name: 'room_id',
        title: 'Users of this room',
        url: '',
        internal: {
          datasourceUid: 'rtc',
          datasourceName: 'RTC',
          query: { refId: 'A', queryType: 'roomUsers', appIds: ['661e0001'], roomId: '${__value.raw}' },
        },
      },
    ]);
  });

  it('a room of one of several apps leads to the users of that app', async () => {
    const frame = await asked({ queryType: 'rooms' }, [
      ['room_id', ['r1', 'r2']],
      ['app_id', ['1', '2']],
    ]);
    expect(linksOf(frame)[0]?.internal?.query).toMatchObject({ appIds: ['${__data.fields.app_id}'] });
  });

  it('a user leads to the detail of the call, in the room that was asked for', async () => {
    const frame = await asked({ queryType: 'roomUsers', roomId: '$room' }, [
      ['user_id', ['alice']],
      ['room_id', ['r9']],
    ]);
    expect(linksOf(frame)).toMatchObject([
      {
        name: 'user_id',
        title: 'Call detail of this user',
        internal: {
          query: { queryType: 'callDetail', appIds: ['661e0001'], roomId: 'r9', userIds: ['${__value.raw}'] },
        },
      },
    ]);
  });

  it('nothing leads to where there is nothing', async () => {
    expect(linksOf(await asked({ queryType: 'rooms' }, [['room_id', []]]))).toEqual([]);
    expect(linksOf(await asked({ queryType: 'roomUsers', roomId: 'r' }, [['user_id', [null, '']]]))).toEqual([]);
    expect(linksOf(await asked({ queryType: 'callDetail' }, [['user_id', ['alice']]]))).toEqual([]);
  });

  it('columns have names', async () => {
    const frame = await asked({ queryType: 'rooms' }, [
      ['room_id', ['r1']],
      ['constructor', ['x']],
    ]);
    expect(frame.fields.map(({ config }) => config.displayName)).toEqual(['Room ID', undefined]);
  });

  it('series of call detail keep their own names', async () => {
    const frame = await asked({ queryType: 'callDetail' }, [['duration', [1]]]);
    expect(frame.fields[0]?.config.displayName).toBeUndefined();
  });

  it('names and links are in the language of the page', async () => {
    await initPluginTranslations(pluginJson.id);
    i18next.addResourceBundle('zh-Hans', pluginJson.id, chinese);
    await i18next.changeLanguage('zh-Hans');
    const frame = await asked({ queryType: 'rooms' }, [['room_id', ['r1']]]);
    await i18next.changeLanguage('en-US');
    expect(frame.fields[0]?.config.displayName).toBe('房间 ID');
    expect(linksOf(frame)[0]?.title).toBe('查看该房间的用户');
  });
});

it('a panel keeps names and links of its own', async () => {
  const frame = await asked({ queryType: 'rooms' }, [['room_id', ['r1']]], CoreApp.Dashboard);
  expect(linksOf(frame)).toEqual([]);
  expect(frame.fields[0]?.config.displayName).toBeUndefined();
});
