import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Nothing here is hidden by style, and to look costs most of a test's time.
configure({ defaultHidden: true });
