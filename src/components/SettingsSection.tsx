import { FieldSet, Text } from '@grafana/ui';
import { type ReactNode, useId } from 'react';

interface Props {
  title: string;
  /** What the settings of the section are about. */
  description: string;
  readOnly?: boolean;
  children: ReactNode;
}

/** A part of the settings page. */
export function SettingsSection({ title, description, readOnly, children }: Props) {
  const id = useId();
  return (
    <FieldSet label={title} disabled={readOnly} aria-describedby={id}>
      <div id={id}>
        <Text element="p" color="secondary">
          {description}
        </Text>
      </div>
      {children}
    </FieldSet>
  );
}
