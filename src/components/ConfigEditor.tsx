import { useEffect, useRef, useState } from 'react';

import { readOptions } from '../readOptions';
import { findSettingProblems } from '../settingProblems';
import { AdvancedSettings } from './AdvancedSettings';
import { ConnectionSettings } from './ConnectionSettings';
import { CredentialSettings } from './CredentialSettings';
import { DefaultSettings } from './DefaultSettings';
import { DrillDownSettings } from './DrillDownSettings';
import { IndicatorsTable } from './IndicatorsTable';
import { RedisSettings } from './RedisSettings';
import type { EditorProps } from './settingsProps';
import { TlsSettings } from './TlsSettings';

/** The data source's settings page. A provisioned data source is read-only there. */
export function ConfigEditor(props: EditorProps) {
  const options = { ...props.options, jsonData: readOptions(props.options.jsonData) };
  const problems = findSettingProblems(options);
  const wasSubmitted = useValidation(props.validation, Object.keys(problems).length === 0);
  const settings = { ...props, options, problems, wasSubmitted };
  return (
    <>
      <ConnectionSettings {...settings} />
      <CredentialSettings {...settings} />
      <DefaultSettings {...settings} />
      <DrillDownSettings {...settings} />
      <AdvancedSettings {...settings} />
      <RedisSettings {...settings} />
      <TlsSettings {...settings} />
      <IndicatorsTable {...settings} />
    </>
  );
}

/** Keeps Grafana from saving settings that cannot work, and tells whether that was tried. Older Grafanas do not ask. */
function useValidation(validation: EditorProps['validation'], isValid: boolean): boolean {
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const latest = useRef(isValid);
  useEffect(() => {
    latest.current = isValid;
  });

  useEffect(
    () =>
      validation?.registerValidation(() => {
        setWasSubmitted(true);
        return latest.current;
      }),
    [validation]
  );
  return wasSubmitted;
}
