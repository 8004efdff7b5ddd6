import { getDefaultTimeRange, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Stack, Text } from '@grafana/ui';
import { useEffect, useState } from 'react';

import type { RtcDataSource } from '../datasource';
import { QUERY_TYPES_WITH_INDICATORS } from '../queryTypes';
import type { RtcOptions, RtcQuery, RtcVariableQuery } from '../types';
import { describe, readVariableQuery } from '../variableQuery';
import { AppsField } from './AppsField';
import { FieldRow } from './FieldRow';
import { QueryTypeField } from './QueryTypeField';
import { RadioField } from './RadioField';
import { RoomField } from './RoomField';

type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions, RtcVariableQuery>;

/** What a query variable lists. */
export function VariableQueryEditor({ datasource, query, range, onChange }: Props) {
  const [defaultRange] = useState(getDefaultTimeRange);
  const read = readVariableQuery(query);
  const { queryType: listed, appIds = [], roomId = '' } = read;
  const choose = (choice: Omit<RtcVariableQuery, 'refId'>) => onChange(describe({ refId: read.refId, ...choice }));
  const lists = listLabels();
  const offered = LISTS.filter((list) => !DRILL_DOWN.includes(list) || datasource.allowsDrillDown || list === listed);
  const showsRooms = DRILL_DOWN.includes(listed);

  // Grafana runs no variable whose query was never stored, so the choice that a new one shows is stored at once.
  const isNew = !query?.queryType;
  useEffect(() => {
    if (isNew) {
      onChange(read);
    }
  });

  return (
    <Stack direction="column" gap={1}>
      <FieldRow>
        <RadioField
          label={t('variable-editor.list.label', 'Values')}
          options={offered.map((value) => ({ value, label: lists[value].label }))}
          value={listed}
          onChange={(queryType) =>
            choose({ queryType, ...(DRILL_DOWN.includes(queryType) && appIds.length > 0 && { appIds }) })
          }
        />
        {listed === 'indicators' && (
          <QueryTypeField
            queryType={read.indicatorsOf}
            onChange={(indicatorsOf) => choose({ queryType: listed, indicatorsOf })}
            queryTypes={QUERY_TYPES_WITH_INDICATORS}
          />
        )}
        {showsRooms && (
          <AppsField
            datasource={datasource}
            appIds={appIds}
            onChange={(edit) => choose({ ...read, appIds: edit(appIds) })}
            problem={appIds.length === 0 && !datasource.defaultAppId ? 'missing' : undefined}
          />
        )}
        {listed === 'roomUsers' && (
          <RoomField
            datasource={datasource}
            appIds={appIds}
            range={range ?? defaultRange}
            roomId={roomId}
            onChange={(room) => room !== roomId && choose({ ...read, roomId: room })}
            isRequired
            problem={roomId ? undefined : 'missing'}
          />
        )}
      </FieldRow>
      <Text variant="bodySmall" color="secondary">
        {(lists[listed] ?? lists.apps).help}
      </Text>
    </Stack>
  );
}

const LISTS: Array<RtcVariableQuery['queryType']> = ['apps', 'indicators', 'rooms', 'roomUsers'];

/** Those that show ids of rooms and users. */
const DRILL_DOWN: Array<RtcVariableQuery['queryType']> = ['rooms', 'roomUsers'];

function listLabels(): Record<RtcVariableQuery['queryType'], { label: string; help: string }> {
  return {
    apps: {
      label: t('variable-editor.list.apps', 'Apps'),
      help: t('variable-editor.list.apps-help', 'The variable shows names of apps; its values are app IDs.'),
    },
    indicators: {
      label: t('variable-editor.list.indicators', 'Indicators'),
      help: t(
        'variable-editor.list.indicators-help',
        'The variable shows labels of indicators; its values are their names.'
      ),
    },
    rooms: {
      label: t('variable-editor.list.rooms', 'Rooms'),
      help: t(
        'variable-editor.list.rooms-help',
        "The variable shows the rooms of the dashboard's time range, the newest first, at most 1,000. Set Refresh to On time range change."
      ),
    },
    roomUsers: {
      label: t('variable-editor.list.room-users', 'Room users'),
      help: t(
        'variable-editor.list.room-users-help',
        "The variable shows who was in the room in the dashboard's time range, at most 1,000 users. Set Refresh to On time range change."
      ),
    },
  };
}
