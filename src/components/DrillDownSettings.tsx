import { onUpdateDatasourceJsonDataOptionChecked } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Switch } from '@grafana/ui';

import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const IDS = { drillDown: 'rtc-drill-down' };

/** Whether rooms and users can be asked for. */
export function DrillDownSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <SettingsSection
      title={t('config.drill-down.title', 'Drill-down')}
      description={t('config.drill-down.description', 'From a chart to the rooms and users behind it.')}
      readOnly={readOnly}
    >
      <SettingField
        id={IDS.drillDown}
        label={t('config.drill-down.label', 'Rooms and users')}
        help={t(
          'config.drill-down.help',
          'Adds the query types Rooms, Room users and Call detail. Everyone who can open a dashboard or Explore with this data source then sees the IDs of rooms and users, which may be personal data. Links between panels carry these IDs in their URLs.'
        )}
        disabled={readOnly}
      >
        <Switch
          id={IDS.drillDown}
          value={jsonData.drillDown ?? false}
          onChange={onUpdateDatasourceJsonDataOptionChecked(props, 'drillDown')}
        />
      </SettingField>
    </SettingsSection>
  );
}
