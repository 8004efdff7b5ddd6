import {
  onUpdateDatasourceJsonDataOption,
  onUpdateDatasourceSecureJsonDataOption,
  updateDatasourcePluginResetOption,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { FieldSet, Input, SecretInput, TextLink } from '@grafana/ui';

import type { RtcSecureOptions } from '../types';
import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';

const ACCESS_KEYS_URL = 'https://console.volcengine.com/iam/keymanage';
const POLICY = 'RTCReadOnlyAccess';
const ACCESS_KEY_ID_EXAMPLE = 'AKLT…';

const IDS = {
  accessKeyId: 'rtc-access-key-id',
  secretAccessKey: 'rtc-secret-access-key',
  sessionToken: 'rtc-session-token',
};

export function CredentialSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <FieldSet label={t('config.credentials.title', 'Credentials')} disabled={readOnly}>
      <SettingField
        id={IDS.accessKeyId}
        required
        label={t('config.access-key-id.label', 'Access key ID')}
        help={
          <>
            {t(
              'config.access-key-id.help',
              'Best a key of a dedicated IAM user that has the policy {{policy}} and nothing else.',
              { policy: POLICY }
            )}{' '}
            <TextLink href={ACCESS_KEYS_URL} external inline variant="bodySmall">
              {t('config.access-key-id.link', 'Access keys in the Volcengine console')}
            </TextLink>
          </>
        }
        disabled={readOnly}
      >
        <Input
          id={IDS.accessKeyId}
          value={jsonData.accessKeyId ?? ''}
          placeholder={ACCESS_KEY_ID_EXAMPLE}
          autoComplete="off"
          spellCheck={false}
          onChange={onUpdateDatasourceJsonDataOption(props, 'accessKeyId')}
        />
      </SettingField>
      <SettingField
        id={IDS.secretAccessKey}
        required
        label={t('config.secret-access-key.label', 'Secret access key')}
        help={t('config.secret-access-key.help', 'Belongs to the access key ID. Stored encrypted, never shown again.')}
        disabled={readOnly}
      >
        <SecretInput id={IDS.secretAccessKey} {...secretProps(props, 'secretAccessKey')} />
      </SettingField>
      <SettingField
        id={IDS.sessionToken}
        label={t('config.session-token.label', 'Session token')}
        help={t(
          'config.session-token.help',
          'Only for temporary credentials (STS). They expire, so a data source is better off without.'
        )}
        disabled={readOnly}
      >
        <SecretInput id={IDS.sessionToken} {...secretProps(props, 'sessionToken')} />
      </SettingField>
    </FieldSet>
  );
}

function secretProps(props: SettingsProps, key: keyof RtcSecureOptions) {
  const { secureJsonData, secureJsonFields } = props.options;
  return {
    isConfigured: Boolean(secureJsonFields[key]),
    value: secureJsonData?.[key] ?? '',
    autoComplete: 'new-password',
    onChange: onUpdateDatasourceSecureJsonDataOption(props, key),
    onReset: () => updateDatasourcePluginResetOption(props, key),
  };
}
