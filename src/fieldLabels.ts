import type { DataFrame } from '@grafana/data';
import { t } from '@grafana/i18n';

import type { TypedQuery } from './query';

/** The frame with names of its columns in the page's language, where it is a list of rooms or users. */
export function withLabels(frame: DataFrame, { queryType }: TypedQuery): DataFrame {
  if (queryType !== 'rooms' && queryType !== 'roomUsers') {
    return frame;
  }
  const labels = fieldLabels();
  const fields = frame.fields.map((field) =>
    Object.hasOwn(labels, field.name)
      ? { ...field, config: { ...field.config, displayName: labels[field.name] } }
      : field
  );
  return { ...frame, fields };
}

function fieldLabels(): Record<string, string> {
  return {
    created: t('fields.created', 'Created'),
    ended: t('fields.ended', 'Ended'),
    duration: t('fields.duration', 'Duration'),
    room_id: t('fields.room-id', 'Room ID'),
    call_id: t('fields.call-id', 'Call ID'),
    active: t('fields.active', 'Active'),
    users: t('fields.users', 'Users'),
    app_id: t('fields.app-id', 'App ID'),
    app_name: t('fields.app-name', 'App'),
    user_id: t('fields.user-id', 'User ID'),
    joined: t('fields.joined', 'Joined'),
    left: t('fields.left', 'Left'),
    online: t('fields.online', 'Time online'),
    os: t('fields.os', 'OS'),
    network: t('fields.network', 'Network type'),
    device: t('fields.device', 'Device'),
    sdk_version: t('fields.sdk-version', 'SDK version'),
    published: t('fields.published', 'Published'),
    joins: t('fields.joins', 'Times joined'),
  };
}
