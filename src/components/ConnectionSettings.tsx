import { onUpdateDatasourceJsonDataOption, updateDatasourcePluginJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, FieldSet, Input } from '@grafana/ui';

import { DEFAULT_REGION, REGION_ENDPOINTS } from '../regions';
import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';

const IDS = { region: 'rtc-region', endpoint: 'rtc-endpoint' };

export function ConnectionSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;
  const region = jsonData.region || DEFAULT_REGION;

  return (
    <FieldSet label={t('config.connection.title', 'Connection')} disabled={readOnly}>
      <SettingField
        id={IDS.region}
        label={t('config.region.label', 'Region')}
        help={t('config.region.help', 'Requests are signed for this region. Any other one can be typed.')}
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
        problem={endpointProblem(region, jsonData.endpoint)}
        disabled={readOnly}
      >
        <Input
          id={IDS.endpoint}
          type="url"
          value={jsonData.endpoint ?? ''}
          placeholder={REGION_ENDPOINTS[region]}
          onChange={onUpdateDatasourceJsonDataOption(props, 'endpoint')}
        />
      </SettingField>
    </FieldSet>
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

function endpointProblem(region: string, endpoint = ''): string | undefined {
  if (!endpoint) {
    return region in REGION_ENDPOINTS
      ? undefined
      : t('config.endpoint.missing', 'The endpoint of this region is not known: give its URL.');
  }
  return /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(endpoint.trim())
    ? undefined
    : t('config.endpoint.invalid', 'Give a URL with scheme and host, such as https://rtc.volcengineapi.com.');
}
