import { t } from '@grafana/i18n';

import { RadioField } from './RadioField';

interface Props {
  excludeServerUser?: boolean;
  onChange: (excludeServerUser?: boolean) => void;
}

/** Whether users that are servers are listed. Those on Linux count as such. */
export function ServerUsersField({ excludeServerUser = true, onChange }: Props) {
  return (
    <RadioField<string>
      label={t('query-editor.server-users.label', 'Server users')}
      options={[
        {
          value: 'true',
          label: t('query-editor.server-users.exclude', 'Leave out'),
          description: t(
            'query-editor.server-users.exclude-description',
            'Leaves out users on Linux, as the API does.'
          ),
        },
        { value: 'false', label: t('query-editor.server-users.include', 'Include') },
      ]}
      value={String(excludeServerUser)}
      onChange={(value) => onChange(value === 'true' ? undefined : false)}
    />
  );
}
