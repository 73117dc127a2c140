import { type Diagnosis, NO_DIAGNOSIS } from '../../core/diagnosis.ts';
import { errorLines } from '../../core/output/error-lines.ts';
import type { PortInspector } from '../../runtime/ports.ts';
import { addressInUse } from './address.ts';
import { lookAtCommand } from './command.ts';
import { lookAtCd, lookAtDirectory } from './directory.ts';
import { lookAtOtherPackages, lookAtVirtualenv } from './elsewhere.ts';
import { lookForEngine } from './engine.ts';
import { lookAtManifest } from './manifest.ts';
import { lookAtMemory } from './memory.ts';
import { lookAtPackages } from './packages.ts';
import { lookAtPython } from './python.ts';
import type { Failed, Found } from './request.ts';
import { lookAtSaid } from './said.ts';
import { lookAtLineEnds, lookAtLocalModule, lookAtNamedFile } from './script.ts';

/** The diagnosers in order of priority. */
const LOOKS: readonly ((failed: Failed) => Found | null)[] = [
  lookAtDirectory,
  lookAtCd,
  lookAtVirtualenv,
  lookAtPackages,
  lookAtCommand,
  lookAtNamedFile,
  lookAtLineEnds,
  lookAtLocalModule,
  lookAtManifest,
  lookAtPython,
  lookAtOtherPackages,
];

/** Finds out why a run failed, from its end, its output and its files. Only reads, and never rejects. */
export async function diagnose(failed: Failed, holderOf: PortInspector): Promise<Diagnosis> {
  const error = errorLines(failed.output);
  try {
    const finding =
      (await lookAtMemory(failed)) ?? find(failed) ?? (await checkPort(failed, holderOf)) ?? lookAtSaid(failed);
    if (finding === null) return { ...NO_DIAGNOSIS, error };
    const { trouble, awaited } = finding;
    return { trouble, error, cannotStart: awaited !== undefined, awaited: awaited ?? [] };
  } catch {
    return { ...NO_DIAGNOSIS, error }; // A failed diagnosis must not make things worse.
  }
}

/** Whether the thing that a run lacked is still missing. */
export function stillCannotStart(failed: Failed): boolean {
  return find(failed)?.awaited !== undefined;
}

function find(failed: Failed): Found | null {
  // the missing thing is in the image, not on this machine
  if (failed.engines !== null) return lookForEngine(failed);
  for (const look of LOOKS) {
    const finding = look(failed);
    if (finding !== null) return finding;
  }
  return null;
}

/** Checks the port that the output names, or else the port of the service. */
async function checkPort({ output, port: own, env }: Failed, holderOf: PortInspector): Promise<Found | null> {
  const found = addressInUse(output);
  if (found === null) return null;
  const port = found.port ?? own ?? (Number(env['PORT']) || null);
  const holder = port === null ? null : await holderOf(port);
  return { trouble: { type: 'port-taken', port, holder } };
}
