import { onUpdateDatasourceJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Input, TextLink } from '@grafana/ui';

import { MAX_ITEM_LENGTH } from '../query';
import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const RTC_CONSOLE_URL = 'https://console.volcengine.com/rtc';

const IDS = { defaultAppId: 'rtc-default-app-id' };

/** What queries use that do not say otherwise. */
export function DefaultSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <SettingsSection
      title={t('config.defaults.title', 'Defaults')}
      description={t('config.defaults.description', 'What queries use that do not say otherwise.')}
      readOnly={readOnly}
    >
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
    </SettingsSection>
  );
}
