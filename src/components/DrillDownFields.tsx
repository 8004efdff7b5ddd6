import { getDefaultTimeRange, type TimeRange } from '@grafana/data';
import { useState } from 'react';

import type { RtcDataSource } from '../datasource';
import { MAX_USER_IDS, type QueryProblems, tidy, type TypedQuery } from '../query';
import { type DrillDown, queryTypeRow } from '../queryTypes';
import { DirectionField } from './DirectionField';
import { FieldRow } from './FieldRow';
import { FormatField } from './FormatField';
import { RoomField } from './RoomField';
import { ServerUsersField } from './ServerUsersField';
import type { QueryChange } from './useQueryChange';
import { UsersField } from './UsersField';

interface Props {
  datasource: RtcDataSource;
  query: TypedQuery;
  drillDown: DrillDown;
  onChange: (change: QueryChange) => void;
  problems: QueryProblems;
  /** That of the panel or of Explore; absent before the first run. */
  range?: TimeRange;
}

/** The row of a query type that shows rooms and users. */
export function DrillDownFields({ datasource, query, drillDown, onChange, problems, range }: Props) {
  const [defaultRange] = useState(getDefaultTimeRange);
  const {
    queryType,
    appIds,
    roomId = '',
    userIds = [],
    direction = 'both',
    format = 'table',
    excludeServerUser,
  } = query;
  const { requires, maxUserIds = MAX_USER_IDS, hasServerUsers, hasDirection, hasFormat } = drillDown;
  const change = (edit: QueryChange) => onChange((latest) => tidy(edit(latest)));
  const lists = { datasource, appIds, range: range ?? defaultRange };

  return (
    <FieldRow>
      <RoomField
        {...lists}
        roomId={roomId}
        onChange={(value) => change((latest) => ({ ...latest, roomId: value }))}
        isRequired={requires.includes('roomId')}
        problem={problems.roomId}
      />
      {queryTypeRow(queryType).filters.includes('userIds') && (
        <UsersField
          {...lists}
          roomId={roomId}
          userIds={userIds}
          onChange={(edit) => change((latest) => ({ ...latest, userIds: edit(latest.userIds ?? []) }))}
          isRequired={requires.includes('userIds')}
          max={maxUserIds}
          problem={problems.userIds}
        />
      )}
      {hasServerUsers && (
        <ServerUsersField
          excludeServerUser={excludeServerUser}
          onChange={(value) => change((latest) => ({ ...latest, excludeServerUser: value }))}
        />
      )}
      {hasFormat && (
        <FormatField
          format={format}
          onChange={(value) => change((latest) => ({ ...latest, format: value === 'table' ? undefined : value }))}
        />
      )}
      {hasDirection && (
        <DirectionField
          direction={direction}
          onChange={(value) => change((latest) => ({ ...latest, direction: value === 'both' ? undefined : value }))}
        />
      )}
    </FieldRow>
  );
}
