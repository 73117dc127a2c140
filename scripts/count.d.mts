interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName?: string;
    readonly meta?: { readonly skipped?: string };
  }[];
}

interface Report {
  readonly numFailedTests: number;
  readonly testResults: readonly FileResult[];
}

export function countFailures(
  report: Report,
  run: { readonly expected: readonly string[]; readonly status: number | null },
): { readonly failures: number; readonly missing: readonly string[] };

export function skippedTests(
  testResults: readonly FileResult[],
): readonly { readonly name: string | undefined; readonly reason: string | undefined }[];
