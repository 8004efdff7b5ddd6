import { onUpdateDatasourceJsonDataOption, updateDatasourcePluginJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, Input } from '@grafana/ui';

import { DEFAULT_REGION, REGION_ENDPOINTS } from '../regions';
import { NumberSetting } from './NumberSetting';
import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const IDS = { region: 'rtc-region', endpoint: 'rtc-endpoint', timeout: 'rtc-timeout' };
const DEFAULT_TIMEOUT = '30';

export function ConnectionSettings(props: SettingsProps) {
  const { problems, options } = props;
  const { jsonData, readOnly = false } = options;
  const region = jsonData.region || DEFAULT_REGION;

  return (
    <SettingsSection
      title={t('config.connection.title', 'Connection')}
      description={t('config.connection.description', 'Where the OpenAPI of Volcengine RTC is called.')}
      readOnly={readOnly}
    >
      <SettingField
        id={IDS.region}
        label={t('config.region.label', 'Region')}
        help={t('config.region.help', 'Requests are signed for this region. Any other one can be typed.')}
        isDescribedByGroup
        disabled={readOnly}
      >
        <Combobox
          id={IDS.region}
          options={regionOptions()}
          value={region}
          onChange={({ value }) => updateDatasourcePluginJsonDataOption(props, 'region', value.trim())}
          createCustomValue
        />
      </SettingField>
      <SettingField
        id={IDS.endpoint}
        label={t('config.endpoint.label', 'Endpoint')}
        help={t('config.endpoint.help', 'Only for a private gateway or a simulator. Leave it empty otherwise.')}
        problem={problems.endpoint}
        disabled={readOnly}
      >
        <Input
          id={IDS.endpoint}
          type="url"
          value={jsonData.endpoint ?? ''}
          placeholder={Object.hasOwn(REGION_ENDPOINTS, region) ? REGION_ENDPOINTS[region] : undefined}
          onChange={onUpdateDatasourceJsonDataOption(props, 'endpoint')}
        />
      </SettingField>
      <NumberSetting
        {...props}
        id={IDS.timeout}
        setting="timeout"
        label={t('config.timeout.label', 'Timeout')}
        help={t('config.timeout.help', 'Seconds after which a call to Volcengine is given up.')}
        placeholder={DEFAULT_TIMEOUT}
      />
    </SettingsSection>
  );
}

function regionOptions() {
  return [
    { value: 'cn-north-1', description: t('config.region.china', 'Mainland China') },
    { value: 'ap-singapore-1', description: t('config.region.singapore', 'Singapore') },
    {
      value: 'ap-southeast-1',

      description: t('config.region.singapore-documents', "Singapore, by the name in Volcengine's documents"),
    },
  ];
}
