import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  type DataFrame,
  type DataTransformerConfig,
  FieldType,
  getFieldDisplayName,
  standardTransformers,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';

interface Panel {
  title: string;
  transformations?: DataTransformerConfig[];
}

function panelOf(dashboard: string, title: string): Panel {
  const file = resolve(__dirname, '../../src/dashboards', `${dashboard}.json`);
  const { panels }: { panels: Panel[] } = JSON.parse(readFileSync(file, 'utf8'));
  const found = panels.find((panel) => panel.title === title);
  if (!found) {
    throw new Error(`${dashboard} has no panel ${title}`);
  }
  return found;
}

interface Series {
  app: string;
  indicator: string;
  name: string;
  values: Array<number | null>;
}

/** An answer as the backend gives it. */
function answer(refId: string, series: Series[]): DataFrame {
  const length = Math.max(...series.map(({ values }) => values.length));
  return toDataFrame({
    refId,
    fields: [
      { name: 'time', type: FieldType.time, values: Array.from({ length }, (_, i) => 30_000 * i) },
      ...series.map(({ app, indicator, name, values }) => ({
        name: indicator,
        type: FieldType.number,
        labels: { app_id: app, indicator },
        config: { displayNameFromDS: name },
        values,
      })),
    ],
  });
}

/** What a panel shows of frames, as a table by the names of its columns. */
async function shown({ transformations = [] }: Panel, frames: DataFrame[]): Promise<Record<string, unknown[]>> {
  const [frame, ...others] = await firstValueFrom(transformDataFrame(transformations, frames));
  expect(others).toEqual([]);
  return Object.fromEntries(frame!.fields.map((field) => [getFieldDisplayName(field, frame), [...field.values]]));
}

const CLASS = 'id-class';
const VOICE = 'id-voice';

const users = answer('A', [
  { app: CLASS, indicator: 'online_user_count', name: 'Class', values: [10, 20, null] },
  { app: VOICE, indicator: 'online_user_count', name: 'Voice', values: [1, 2, 3] },
]);
const rooms = answer('B', [
  { app: CLASS, indicator: 'online_room_count', name: 'Class', values: [4, 5] },
  { app: VOICE, indicator: 'online_room_count', name: 'Voice', values: [1, 1] },
]);
const joined = answer('C', [
  { app: CLASS, indicator: '5s_join_room_success_rate', name: 'Class', values: [99, 98] },
  { app: VOICE, indicator: '5s_join_room_success_rate', name: 'Voice', values: [99, 91] },
]);
const decoded = answer('D', [
  { app: CLASS, indicator: 'audio_first_frame_recv_success_rate', name: 'Class · audio', values: [97] },
  { app: CLASS, indicator: 'video_first_frame_recv_success_rate', name: 'Class · video', values: [96] },
  { app: VOICE, indicator: 'audio_first_frame_recv_success_rate', name: 'Voice', values: [95] },
]);

beforeAll(() => {
  const known = new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer]));
  standardTransformersRegistry.setInit(() =>
    [...known.values()].map((transformation) => ({
      id: transformation.id,
      name: transformation.name,
      editor: () => null,
      imageDark: '',
      imageLight: '',
      transformation: () => Promise.resolve(transformation),
    }))
  );
});

test('RTC now lists the apps, those that most people cannot join first', async () => {
  const table = await shown(panelOf('rtc-now', 'Apps, lowest join success rate first'), [
    users,
    rooms,
    joined,
    decoded,
  ]);
  expect(table).toEqual({
    App: ['Voice', 'Class'],
    'Join success rate': [91, 98],
    'First frame decoded': [95, 96],
    'Users online': [3, 20],
    'Active rooms': [1, 5],
    app_id: [VOICE, CLASS],
  });
});

test('RTC now lists an app that lacks a rate', async () => {
  const onlyClass = answer('C', [{ app: CLASS, indicator: '5s_join_room_success_rate', name: 'Class', values: [99] }]);
  const table = await shown(panelOf('rtc-now', 'Apps, lowest join success rate first'), [
    users,
    rooms,
    onlyClass,
    decoded,
  ]);
  expect(table.App).toHaveLength(2);
  expect(table['Users online']?.[table.App!.indexOf('Voice')]).toBe(3);
});

test('RTC now adds up the newest value of each app, also where one is late', async () => {
  const sum = await shown(panelOf('rtc-now', 'Users online, all apps'), [users]);
  expect(sum).toEqual({ 'Users online, all apps': [23] });
});

test('RTC now names the worst app', async () => {
  const worst = await shown(panelOf('rtc-now', 'Lowest join success rate'), [{ ...joined, refId: 'A' }]);
  expect(worst).toEqual({ Field: ['Voice'], 'Last *': [91] });
});

test('RTC now counts the apps', async () => {
  const apps = await shown(panelOf('rtc-now', 'Apps shown'), [users]);
  expect(apps['Last *']).toHaveLength(2);
});

test('RTC quality compares with the mean in points', async () => {
  const frames = [
    answer('A', [
      { app: CLASS, indicator: '5s_join_room_success_rate', name: 'Join success rate', values: [99, 98, 94] },
    ]),
  ];
  const table = await shown(panelOf('rtc-quality', 'Latest complete day against the mean of the range'), frames);
  expect(table).toMatchObject({
    Indicator: ['Join success rate'],
    'Latest complete day': [94],
    Mean: [97],
    Lowest: [94],
  });
  expect(table['Above or below the mean, points']).toEqual([-3]);
});
