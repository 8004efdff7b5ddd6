import type { DataFrame, DataLink, DataSourceInstanceSettings, Field } from '@grafana/data';
import { t } from '@grafana/i18n';

import type { TypedQuery } from './query';
import type { RtcQuery } from './types';

const VALUE = '${__value.raw}';
/** Only answers about several apps have this field. */
const APP_FIELD = 'app_id';
const APP = '${__data.fields.app_id}';

/** The frame with links from its rooms and users to the query that tells more of them. Explore carries the range along. */
export function withLinks(
  frame: DataFrame,
  query: TypedQuery,
  datasource: Pick<DataSourceInstanceSettings, 'uid' | 'name'>
): DataFrame {
  const links = linksOf(frame, query);
  const link = (field: Field): Field => {
    const next = Object.hasOwn(links, field.name) ? links[field.name] : undefined;
    if (!next || !field.values.some((value) => value !== null && value !== '')) {
      return field;
    }
    const { title, asks } = next;
    const added: DataLink<RtcQuery> = {
      title,
      url: '',
      internal: { datasourceUid: datasource.uid, datasourceName: datasource.name, query: { refId: 'A', ...asks } },
    };
    return { ...field, config: { ...field.config, links: [...(field.config.links ?? []), added] } };
  };
  return { ...frame, fields: frame.fields.map(link) };
}

/** By field, what is asked next. */
function linksOf(
  { fields }: DataFrame,
  { queryType, appIds, roomId }: TypedQuery
): Record<string, { title: string; asks: Omit<RtcQuery, 'refId'> }> {
  const apps = fields.some(({ name }) => name === APP_FIELD) ? [APP] : appIds;
  switch (queryType) {
    case 'rooms':
      return {
        room_id: {
          title: t('links.room-users', 'Users of this room'),
          asks: { queryType: 'roomUsers', appIds: apps, roomId: VALUE },
        },
      };
    case 'roomUsers':
      return {
        user_id: {
          title: t('links.call-detail', 'Call detail of this user'),
          asks: { queryType: 'callDetail', appIds: apps, roomId, userIds: [VALUE] },
        },
      };
    default:
      return {};
  }
}
