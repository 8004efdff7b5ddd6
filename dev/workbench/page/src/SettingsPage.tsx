import type { DataSourceSettings, PluginMeta } from '@grafana/data';
import { Alert, Button, Stack } from '@grafana/ui';
import { useState } from 'react';

import { Card } from './Card';
import { createDatasource, type Plugin } from './host/plugin';
import { instanceSettings, saveSettings } from './host/settings';
import { useValidation } from './useValidation';

interface Props {
  plugin: Plugin;
  meta: PluginMeta;
  saved: DataSourceSettings;
  onSaved: (settings: DataSourceSettings) => void;
}

interface Outcome {
  severity: 'success' | 'error';
  message: string;
  details?: string;
}

/** The page on which an administrator configures the data source. */
export function SettingsPage({ plugin, meta, saved, onSaved }: Props) {
  const [options, setOptions] = useState(saved);
  const [outcome, setOutcome] = useState<Outcome>();
  const [isTesting, setIsTesting] = useState(false);
  const { ConfigEditor } = plugin.components;
  const validation = useValidation();

  const saveAndTest = async () => {
    if (validation && !(await validation.validate())) {
      return;
    }
    setIsTesting(true);
    setOutcome(undefined);
    try {
      const stored = await saveSettings(options);
      setOptions(stored);
      onSaved(stored);
      setOutcome(await test(plugin, stored, meta));
    } catch (error) {
      setOutcome(failure(error));
    } finally {
      setIsTesting(false);
    }
  };

  return (
    <Card title="Volcengine RTC">
      {ConfigEditor && <ConfigEditor options={options} onOptionsChange={setOptions} validation={validation} />}
      {outcome && (
        <Alert severity={outcome.severity} title={outcome.message} bottomSpacing={0}>
          {outcome.details}
        </Alert>
      )}
      <Stack>
        <Button onClick={saveAndTest} disabled={isTesting}>
          Save &amp; test
        </Button>
      </Stack>
    </Card>
  );
}

async function test(plugin: Plugin, settings: DataSourceSettings, meta: PluginMeta): Promise<Outcome> {
  const datasource = createDatasource(plugin, instanceSettings(settings, meta));
  const { message } = await datasource.testDatasource();
  return { severity: 'success', message };
}

/** Grafana shows the message, and the details below it. A failed test rejects with the error of the health check. */
function failure(reason: unknown): Outcome {
  const { message, error } = reason as { message?: string; error?: { details?: { verboseMessage?: string } } };
  return { severity: 'error', message: message ?? String(reason), details: error?.details?.verboseMessage };
}
