import { onUpdateDatasourceJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { FieldSet, Input, TextLink } from '@grafana/ui';

import { isDuration } from '../duration';
import { DEFAULT_CACHE_TTL, DEFAULT_DATA_DELAY, MAX_ITEM_LENGTH } from '../query';
import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';

const RTC_CONSOLE_URL = 'https://console.volcengine.com/rtc';

const IDS = { defaultAppId: 'rtc-default-app-id', dataDelay: 'rtc-data-delay', cacheTTL: 'rtc-cache-ttl' };

/** What queries use that do not say otherwise. */
export function DefaultSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <FieldSet label={t('config.defaults.title', 'Defaults')} disabled={readOnly}>
      <SettingField
        id={IDS.defaultAppId}
        label={t('config.default-app-id.label', 'Default app ID')}
        help={
          <>
            {t('config.default-app-id.help', 'Used by queries that name no app.')}{' '}
            <TextLink href={RTC_CONSOLE_URL} external inline variant="bodySmall">
              {t('config.default-app-id.link', 'Apps in the RTC console')}
            </TextLink>
          </>
        }
        disabled={readOnly}
      >
        <Input
          id={IDS.defaultAppId}
          value={jsonData.defaultAppId ?? ''}
          maxLength={MAX_ITEM_LENGTH}
          spellCheck={false}
          onChange={onUpdateDatasourceJsonDataOption(props, 'defaultAppId')}
        />
      </SettingField>
    </FieldSet>
  );
}

/** When values are final and how long others are kept. */
export function AdvancedSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <FieldSet label={t('config.advanced.title', 'Advanced')} disabled={readOnly}>
      <SettingField
        id={IDS.dataDelay}
        label={t('config.data-delay.label', 'Data delay')}
        help={t(
          'config.data-delay.help',
          'How long after the end of its hour or day a value is available. Volcengine states 8 hours; with less, values may still change. Real-time data has short delays of its own.'
        )}
        problem={durationProblem(jsonData.dataDelay)}
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
        problem={durationProblem(jsonData.cacheTTL)}
        disabled={readOnly}
      >
        <Input
          id={IDS.cacheTTL}
          value={jsonData.cacheTTL ?? ''}
          placeholder={DEFAULT_CACHE_TTL}
          onChange={onUpdateDatasourceJsonDataOption(props, 'cacheTTL')}
        />
      </SettingField>
    </FieldSet>
  );
}

function durationProblem(duration?: string): string | undefined {
  return !duration || isDuration(duration)
    ? undefined
    : t('config.duration.invalid', 'Give a duration such as 8h, 90m or 1d.');
}
