import { onUpdateDatasourceJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Input } from '@grafana/ui';

import { DEFAULT_CACHE_TTL, DEFAULT_DATA_DELAY } from '../query';
import { NumberSetting } from './NumberSetting';
import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const IDS = { dataDelay: 'rtc-data-delay', cacheTTL: 'rtc-cache-ttl', callsPerSecond: 'rtc-calls-per-second' };
const DEFAULT_CALLS_PER_SECOND = '2';

/** When values are final and how long others are kept. */
export function AdvancedSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <SettingsSection
      title={t('config.advanced.title', 'Advanced')}
      description={t('config.advanced.description', 'How fast Volcengine is called and how long values are kept.')}
      readOnly={readOnly}
    >
      <SettingField
        id={IDS.dataDelay}
        label={t('config.data-delay.label', 'Data delay')}
        help={t(
          'config.data-delay.help',
          'How long after the end of its hour or day a value is available. Volcengine states 8 hours; with less, values may still change. Real-time data has short delays of its own.'
        )}
        problem={props.problems.dataDelay}
        disabled={readOnly}
      >
        <Input
          id={IDS.dataDelay}
          value={jsonData.dataDelay ?? ''}
          placeholder={DEFAULT_DATA_DELAY}
          onChange={onUpdateDatasourceJsonDataOption(props, 'dataDelay')}
        />
      </SettingField>
      <SettingField
        id={IDS.cacheTTL}
        label={t('config.cache-ttl.label', 'Cache time')}
        help={t(
          'config.cache-ttl.help',
          'How long values that may still change are kept before they are asked for again. Final values are kept anyway.'
        )}
        problem={props.problems.cacheTTL}
        disabled={readOnly}
      >
        <Input
          id={IDS.cacheTTL}
          value={jsonData.cacheTTL ?? ''}
          placeholder={DEFAULT_CACHE_TTL}
          onChange={onUpdateDatasourceJsonDataOption(props, 'cacheTTL')}
        />
      </SettingField>
      <NumberSetting
        {...props}
        id={IDS.callsPerSecond}
        setting="callsPerSecond"
        label={t('config.calls-per-second.label', 'Calls per second')}
        help={t(
          'config.calls-per-second.help',
          'Most calls a second to each API. Give less than the limit of the account where other programs use it too, and more where Volcengine has granted more.'
        )}
        placeholder={DEFAULT_CALLS_PER_SECOND}
      />
    </SettingsSection>
  );
}
