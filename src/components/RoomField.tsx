import { dateTimeFormat, type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, type ComboboxOption, Field } from '@grafana/ui';
import { useCallback, useId } from 'react';

import type { RtcDataSource } from '../datasource';
import type { Problem } from '../query';
import type { Room } from '../types';
import { type Choice, findOptions, variableChoices } from './choices';
import { FieldBox } from './FieldBox';
import { Fault } from './Fault';
import { filterLabels } from './filterLabels';
import { unescaped } from './unescaped';
import { useLazyResource } from './useLazyResource';

interface Props {
  datasource: RtcDataSource;
  /** Apps and range whose rooms are offered. */
  appIds: string[];
  range: TimeRange;
  roomId: string;
  onChange: (roomId: string) => void;
  isRequired: boolean;
  problem?: Problem;
}

/** A room: chosen from those of the time range, typed, or a template variable. The rooms are listed when the list is opened. */
export function RoomField({ datasource, appIds, range, roomId, onChange, isRequired, problem }: Props) {
  const id = useId();
  const apps = appIds.join();
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  // The same function as long as the same is asked: arrays and ranges are new at every render.
  const load = useCallback(
    () => datasource.fetchRooms(apps ? apps.split(',') : [], { from, to }),
    [datasource, apps, from, to]
  );
  const { error, retry, whenArrived } = useLazyResource(load);
  const search = async (input: string): Promise<Array<ComboboxOption<string>>> => {
    const rooms = await whenArrived();
    return findOptions([...toChoices(rooms), ...variableChoices()], input);
  };

  return (
    <FieldBox holds="text">
      <Field
        label={filterLabels().roomId}
        htmlFor={id}
        invalid={Boolean(problem)}
        error={problem && t('query-editor.room.missing', 'Choose a room or type its ID.')}
        noMargin
      >
        <Combobox
          id={id}
          options={search}
          value={roomId || null}
          onChange={(option) => onChange(option?.value.trim() ?? '')}
          placeholder={
            isRequired
              ? t('query-editor.room.placeholder', 'Choose a room or type its ID')
              : t('query-editor.filters.all', 'All')
          }
          createCustomValue
          isClearable
        />
      </Field>
      {error && (
        <Fault
          text={t('query-editor.room.load-error', 'The rooms cannot be listed, but IDs can be typed. {{error}}', {
            error,
            ...unescaped,
          })}
          action={t('query-editor.retry', 'Try again')}
          icon="sync"
          onAction={retry}
        />
      )}
    </FieldBox>
  );
}

/** Each room once: several calls may have been held in it. */
function toChoices(rooms: Room[]): Choice[] {
  const newest = new Map<string, Room>();
  for (const room of rooms) {
    if (!newest.has(room.roomId)) {
      newest.set(room.roomId, room);
    }
  }
  return [...newest.values()].map(({ roomId, created, active, users }) => {
    const facts = [
      created && dateTimeFormat(created),
      users !== null && t('query-editor.room.users', '{{users}} users', { users }),
      active && t('query-editor.room.active', 'active'),
    ];
    const description = facts.filter(Boolean).join(' · ');
    return { option: { value: roomId, label: roomId, description }, searchText: `${roomId} ${description}` };
  });
}
