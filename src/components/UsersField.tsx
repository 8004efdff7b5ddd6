import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useCallback } from 'react';

import type { RtcDataSource } from '../datasource';
import type { Problem } from '../query';
import { expandText } from '../templateVariables';
import type { RoomUser } from '../types';
import { ChoiceField } from './ChoiceField';
import type { Choice, ListChange } from './choices';
import { filterLabels } from './filterLabels';
import { listProblemText } from './listProblemText';
import { unescaped } from './unescaped';
import { useLazyResource } from './useLazyResource';

interface Props {
  datasource: RtcDataSource;
  /** Apps, room and range whose users are offered. */
  appIds: string[];
  roomId: string;
  range: TimeRange;
  userIds: string[];
  onChange: (change: ListChange) => void;
  isRequired: boolean;
  /** Most users of a query. */
  max: number;
  problem?: Problem;
}

const NO_CHOICES: Choice[] = [];

/** Users of a room: chosen from those who were there, typed, or template variables. They are listed when the list is opened. */
export function UsersField(props: Props) {
  const { datasource, appIds, roomId, range, userIds, onChange, isRequired, max, problem } = props;
  const apps = appIds.join();
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const load = useCallback(
    () =>
      roomId
        ? datasource.fetchRoomUsers(apps ? apps.split(',') : [], expandText(roomId, {}), { from, to })
        : Promise.resolve([]),
    [datasource, apps, roomId, from, to]
  );
  const { error, retry, whenArrived } = useLazyResource(load);
  const whenChoicesArrived = useCallback(async () => toChoices(await whenArrived()), [whenArrived]);

  return (
    <ChoiceField
      label={filterLabels().userIds}
      placeholder={
        isRequired
          ? t('query-editor.users.placeholder', 'Choose users or type their IDs')
          : t('query-editor.filters.all', 'All')
      }
      values={userIds}
      onChange={onChange}
      choices={NO_CHOICES}
      whenArrived={whenChoicesArrived}
      problem={
        problem === 'missing'
          ? t('query-editor.users.missing', 'Choose at least one user.')
          : problem && listProblemText(problem, max)
      }
      loadError={
        error &&
        t('query-editor.users.load-error', 'The users cannot be listed, but IDs can be typed. {{error}}', {
          error,
          ...unescaped,
        })
      }
      onRetry={retry}
    />
  );
}

/** Each user once: the same may have been there several times. */
function toChoices(users: RoomUser[]): Choice[] {
  const systems = new Map(users.map(({ userId, os }) => [userId, os]));
  return [...systems].map(([userId, os]) => ({
    option: { value: userId, label: userId, ...(os && { description: os }) },
    searchText: `${userId} ${os}`,
  }));
}
