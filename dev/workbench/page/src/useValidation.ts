import type { DataSourceConfigValidationAPI } from '@grafana/data';
import { useMemo, version } from 'react';

type Validator = () => Promise<boolean> | boolean;

/** What Grafana asks before it saves settings. Those on React 18 do not ask. */
export function useValidation(): DataSourceConfigValidationAPI | undefined {
  return useMemo(() => (version.startsWith('18.') ? undefined : createValidation()), []);
}

function createValidation(): DataSourceConfigValidationAPI {
  const validators = new Set<Validator>();
  const errors = new Map<string, string>();
  return {
    registerValidation: (validator) => {
      validators.add(validator);
      return () => validators.delete(validator);
    },
    validate: async () => (await Promise.all([...validators].map((validator) => validator()))).every(Boolean),
    isValid: () => errors.size === 0,
    getErrors: () => Object.fromEntries(errors),
    setError: (field, message) => void errors.set(field, message),
    clearError: (field) => void errors.delete(field),
  };
}
