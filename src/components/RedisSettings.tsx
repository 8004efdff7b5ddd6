import { onUpdateDatasourceJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Input, SecretInput, SecretTextArea } from '@grafana/ui';

import { SettingField } from './SettingField';
import { secretProps, type SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const IDS = {
  redisUrl: 'rtc-redis-url',
  redisPassword: 'rtc-redis-password',
  redisCACert: 'rtc-redis-ca-cert',
  history: 'rtc-history',
  cacheEpoch: 'rtc-cache-epoch',
};

const URL_EXAMPLE = 'redis://redis:6379';
const CERTIFICATE_EXAMPLE = '-----BEGIN CERTIFICATE-----';
/** The lines of a PEM file. */
const CERTIFICATE_COLUMNS = 64;

/** What replicas of Grafana share, and how long it is kept. */
export function RedisSettings(props: SettingsProps) {
  const { problems, options } = props;
  const { jsonData, readOnly = false } = options;

  return (
    <SettingsSection
      title={t('config.redis.title', 'Replicas and history')}
      description={t(
        'config.redis.description',
        'Replicas of Grafana share their calls and values through Redis or Valkey, which can also keep values for longer than the API does. One Grafana server needs none.'
      )}
      readOnly={readOnly}
    >
      <SettingField
        id={IDS.redisUrl}
        label={t('config.redis-url.label', 'Redis URL')}
        help={t(
          'config.redis-url.help',
          'One server, or Sentinel with ?master_name=. With rediss:// the connection uses TLS. Redis Cluster is not supported. Every viewer can read this URL, so it must not hold the password.'
        )}
        problem={problems.redisUrl}
        disabled={readOnly}
      >
        <Input
          id={IDS.redisUrl}
          value={jsonData.redisUrl ?? ''}
          placeholder={URL_EXAMPLE}
          autoComplete="off"
          spellCheck={false}
          onChange={onUpdateDatasourceJsonDataOption(props, 'redisUrl')}
        />
      </SettingField>
      <SettingField
        id={IDS.redisPassword}
        label={t('config.redis-password.label', 'Redis password')}
        help={t('config.redis-password.help', 'Stored encrypted, never shown again.')}
        disabled={readOnly}
      >
        <SecretInput id={IDS.redisPassword} {...secretProps(props, 'redisPassword')} />
      </SettingField>
      <SettingField
        id={IDS.redisCACert}
        label={t('config.redis-ca-cert.label', 'Redis CA certificate')}
        help={t(
          'config.redis-ca-cert.help',
          'Only for rediss:// where the certificate is signed by an authority of your own. In PEM format. Stored encrypted, never shown again.'
        )}
        disabled={readOnly}
      >
        <SecretTextArea
          id={IDS.redisCACert}
          rows={4}
          cols={CERTIFICATE_COLUMNS}
          placeholder={CERTIFICATE_EXAMPLE}
          {...secretProps(props, 'redisCACert')}
        />
      </SettingField>
      <SettingField
        id={IDS.history}
        label={t('config.history.label', 'History')}
        help={t(
          'config.history.help',
          'How long final values by hour and by day are kept in Redis, such as 90d or 1y. If empty, they are kept for as long as the API has them.'
        )}
        problem={problems.history}
        disabled={readOnly}
      >
        <Input
          id={IDS.history}
          value={jsonData.history ?? ''}
          onChange={onUpdateDatasourceJsonDataOption(props, 'history')}
        />
      </SettingField>
      <SettingField
        id={IDS.cacheEpoch}
        label={t('config.cache-epoch.label', 'Cache epoch')}
        help={t(
          'config.cache-epoch.help',
          'Any text. After a change nothing that was known before is used again. Give all replicas the same.'
        )}
        disabled={readOnly}
      >
        <Input
          id={IDS.cacheEpoch}
          value={jsonData.cacheEpoch ?? ''}
          spellCheck={false}
          onChange={onUpdateDatasourceJsonDataOption(props, 'cacheEpoch')}
        />
      </SettingField>
    </SettingsSection>
  );
}
