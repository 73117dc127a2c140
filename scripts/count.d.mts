interface Report {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export function countFailures(
  report: Report,
  run: { readonly expected: readonly string[]; readonly status: number | null },
): { readonly failures: number; readonly missing: readonly string[] };
