import { cache } from '@emotion/css';
import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Nothing here is hidden by style, and to look costs most of a test's time. Accessible names are looked up in styles all the
// same, so there are none.
configure({
  defaultHidden: true,
  // Of what never comes. The tests share the machine with those of the binary and of the pages.
  asyncUtilTimeout: 30_000,
});
cache.sheet.insert = () => undefined;
