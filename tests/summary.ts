import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Ends the output with one line that says what became of the tests. */
export default class Summary implements Reporter {
  private readonly counts = { passed: 0, failed: 0, skipped: 0 };

  onTestEnd(_: TestCase, { status }: TestResult): void {
    this.counts[status === 'skipped' || status === 'passed' ? status : 'failed'] += 1;
  }

  onEnd({ status, duration }: FullResult): void {
    const { passed, failed, skipped } = this.counts;
    const seconds = Math.round(duration / 1000);
    process.stdout.write(
      `browser tests: ${status}, ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s\n`
    );
  }
}
