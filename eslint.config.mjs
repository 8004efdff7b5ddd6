import grafana from '@grafana/eslint-config';
import i18n from '@grafana/i18n/eslint-plugin';

export default [
  { ignores: ['dist/', 'dev/', 'tests/', 'coverage/', 'node_modules/'] },
  ...grafana,
  {
    rules: {
      'no-console': 'error',
      // JSX is compiled for the automatic runtime.
      'react/react-in-jsx-scope': 'off',
      'react/prop-types': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/**/*.test.{ts,tsx}'],
    plugins: { '@grafana/i18n': i18n },
    rules: {
      '@grafana/i18n/no-untranslated-strings': ['error', { calleesToIgnore: ['^css$'] }],
      '@grafana/i18n/no-translation-top-level': 'error',
    },
  },
];
