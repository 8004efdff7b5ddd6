import { t } from '@grafana/i18n';
import { useCallback, useMemo } from 'react';

import type { RtcDataSource } from '../datasource';
import { MAX_ITEM_LENGTH, MAX_ITEMS, type Problem } from '../query';
import type { App } from '../types';
import { ChoiceField } from './ChoiceField';
import type { Choice, ListChange } from './choices';
import { unescaped } from './unescaped';
import { useResource } from './useResource';

interface Props {
  datasource: RtcDataSource;
  appIds: string[];
  onChange: (change: ListChange) => void;
  problem?: Problem;
}

/** Which apps to ask for. A key may read data and not list apps, so an id can always be typed. */
export function AppsField({ datasource, appIds, onChange, problem }: Props) {
  const { items, error, retry, whenArrived } = useResource(datasource.getApps);
  const choices = useMemo(() => (items ?? []).map(toChoice), [items]);
  const whenChoicesArrived = useCallback(async () => (await whenArrived()).map(toChoice), [whenArrived]);

  return (
    <ChoiceField
      label={t('query-editor.apps.label', 'Apps')}
      placeholder={placeholder(datasource.defaultAppId, items ?? [])}
      values={appIds}
      onChange={onChange}
      choices={choices}
      whenArrived={whenChoicesArrived}
      isCommaSeparated
      problem={problem && problemText(problem)}
      loadError={
        error &&
        t('query-editor.apps.load-error', 'The apps cannot be listed, but IDs can be typed. {{error}}', {
          error,
          ...unescaped,
        })
      }
      onRetry={retry}
    />
  );
}

function toChoice({ id, name }: App): Choice {
  const option = name ? { value: id, label: name, description: id } : { value: id, label: id };
  return { option, searchText: `${name} ${id}` };
}

function placeholder(defaultAppId: string, apps: App[]): string {
  if (!defaultAppId) {
    return t('query-editor.apps.placeholder', 'Choose apps (no default app is set)');
  }
  const app = apps.find(({ id }) => id === defaultAppId)?.name || defaultAppId;
  return t('query-editor.apps.placeholder-default', 'Default app: {{app}}', { app, ...unescaped });
}

function problemText(problem: Problem): string {
  switch (problem) {
    case 'missing':
      return t('query-editor.apps.missing', 'Choose an app, or set a default app in the data source settings.');
    case 'too-many':
      return t('query-editor.apps.too-many', 'Choose at most {{max}} apps.', { max: MAX_ITEMS });
    case 'too-long':
      return t('query-editor.apps.too-long', 'An app ID has at most {{max}} characters.', { max: MAX_ITEM_LENGTH });
  }
}
