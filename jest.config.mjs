// Packages that ship ES modules only and so have to be compiled for jest.
const esModules = [
  '@grafana',
  '@openfeature',
  '@react-hookz',
  '@tanstack',
  '@ver0',
  '@wojtekmaj',
  'd3-color',
  'd3-interpolate',
  'd3-scale-chromatic',
  'get-user-locale',
  'marked',
  'memoize',
  'mimic-function',
  'react-calendar',
].join('|');

export default {
  testEnvironment: 'jsdom',
  // Of a test that hangs. The tests share the machine with those of the binary and of the pages.
  testTimeout: 120_000,
  roots: ['<rootDir>/src', '<rootDir>/dev/dashboards'],
  setupFiles: ['<rootDir>/jest/browser.ts'],
  setupFilesAfterEnv: ['<rootDir>/jest/testingLibrary.ts'],
  transform: {
    '^.+\\.(t|j)sx?$|^.+\\.mjs$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
          target: 'es2022',
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(.*node_modules/)?(${esModules})/)`],
  moduleNameMapper: { '\\.css$': '<rootDir>/jest/noStyles.ts', '^react-inlinesvg$': '<rootDir>/jest/icons.ts' },
};
